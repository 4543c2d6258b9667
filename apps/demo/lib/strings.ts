// Longer than other files: both languages stand side by side, so that a change of one is seen in the other.

import type { ChatErrorCode } from '@sluice/core'
import { type ComposerStrings, composerStrings } from './composer-strings.ts'
import { type FaultStrings, faultStrings } from './fault-strings.ts'
import { type FilterStrings, filterStrings } from './filter-strings.ts'
import type { Locale } from './locale.ts'
import { type SettingsStrings, settingsStrings } from './settings-strings.ts'
import { type UsageStrings, usageStrings } from './usage-strings.ts'

/** What an error card says. */
export interface ErrorText {
  title: string
  hint: string
}

/** Everything the site says, in one language. */
export interface Strings {
  siteTitle: string
  siteDescription: string
  // Sidebar
  newConversation: string
  conversations: string
  noConversations: string
  openSidebar: string
  closeSidebar: string
  rename: string
  renameLabel: string
  remove: string
  removed: (title: string) => string
  undo: string
  groups: Readonly<Record<'today' | 'yesterday' | 'week' | 'month' | 'older', string>>
  untitled: string
  theme: string
  themes: Readonly<Record<'system' | 'light' | 'dark', string>>
  otherLanguage: string
  switchLanguage: string
  // Conversation
  welcome: string
  welcomeHint: string
  suggestions: readonly { label: string; question: string }[]
  you: string
  assistant: string
  waiting: string
  thinking: string
  thought: string
  thoughtFor: (seconds: string) => string
  aiGenerated: string
  tokens: (count: string) => string
  /** After numbers that are no provider's word. */
  estimated: (value: string) => string
  seconds: (count: string) => string
  /** What the figures under an answer are, for those who look closer. */
  facts: Readonly<
    Record<
      | 'title'
      | 'model'
      | 'provider'
      | 'cost'
      | 'input'
      | 'cached'
      | 'output'
      | 'reasoning'
      | 'firstWord'
      | 'speed'
      | 'duration'
      | 'attempts'
      | 'request',
      string
    >
  >
  firstWord: (seconds: string) => string
  speed: (tokens: string) => string
  attempts: (count: string) => string
  copy: string
  copied: string
  copyCode: string
  copyFailed: string
  edit: string
  editLabel: string
  cancel: string
  saveAndSend: string
  regenerate: string
  continueAnswer: string
  previousVersion: string
  nextVersion: string
  version: (number: string, count: string) => string
  stopped: string
  interrupted: string
  lengthLimit: string
  startsAfresh: string
  unanswered: string
  answerComplete: string
  answerStopped: string
  jumpToLatest: string
  // Composer
  placeholder: string
  composerLabel: string
  send: string
  stop: string
  model: string
  /** Who answers, where nothing else says that it is a simulator. */
  simulated: (label: string) => string
  liveModels: string
  liveHint: string
  simulatedModels: string
  simulatedHint: string
  keyHint: string
  // Errors
  retry: string
  retryIn: (seconds: number) => string
  retriesIn: (seconds: number) => string
  dismiss: string
  requestId: string
  errors: Readonly<Record<ChatErrorCode, ErrorText>>
  /** A `network` error that the server had, not the browser. */
  unreachable: ErrorText
  /** A `bad-request` for a question with files. */
  filesRefused: ErrorText
  composer: ComposerStrings
  settings: SettingsStrings
  faults: FaultStrings
  filter: FilterStrings
  usage: UsageStrings
}

const zh: Strings = {
  siteTitle: 'Sluice 演示',
  siteDescription: '住在你的 Next.js 应用里的大模型网关。',
  newConversation: '新对话',
  conversations: '对话列表',
  noConversations: '还没有对话。问一个问题，它就会出现在这里。',
  openSidebar: '打开对话列表',
  closeSidebar: '收起对话列表',
  rename: '重命名',
  renameLabel: '对话标题',
  remove: '删除',
  removed: (title) => `已删除「${title}」`,
  undo: '撤销',
  groups: { today: '今天', yesterday: '昨天', week: '7 天内', month: '30 天内', older: '更早' },
  untitled: '新对话',
  theme: '外观',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  otherLanguage: 'English',
  switchLanguage: 'Switch to English',
  welcome: '想了解 Sluice 的什么？',
  welcomeHint: '这里的回答来自 Sluice 自己的文档，经由真实的流式协议送达。',
  suggestions: [
    { label: '快速上手', question: '怎样在 Next.js 应用里加上聊天？' },
    { label: '本地保存', question: '刷新页面后对话还在吗？是怎么保存的？' },
    { label: '停止与中断', question: '用户点了停止，会发生什么？' },
    { label: '长回答', question: '介绍一下 useChat，写长一点' },
    { label: '内容过滤', question: '讲一个会被过滤的故事' },
    { label: '隐私保护', question: '身份证 11010519491231002X，你看得到吗？' },
  ],
  you: '你说',
  assistant: 'Sluice 说',
  waiting: '正在等待回答',
  thinking: '思考中…',
  thought: '思考过程',
  thoughtFor: (seconds) => `已思考 ${seconds} 秒`,
  aiGenerated: '内容由 AI 生成',
  tokens: (count) => `${count} tokens`,
  estimated: (value) => `${value}（估算）`,
  seconds: (count) => `${count} 秒`,
  facts: {
    title: '详细数据',
    model: '模型',
    provider: '服务商',
    cost: '费用',
    input: '输入 tokens',
    cached: '其中缓存 tokens',
    output: '输出 tokens',
    reasoning: '其中思考 tokens',
    firstWord: '首字时间',
    speed: '生成速度',
    duration: '总用时',
    attempts: '尝试次数',
    request: '请求编号',
  },
  firstWord: (seconds) => `首字 ${seconds} 秒`,
  speed: (tokens) => `每秒 ${tokens} tokens`,
  attempts: (count) => `试了 ${count} 次`,
  copy: '复制',
  copied: '已复制',
  copyCode: '复制代码',
  copyFailed: '复制失败',
  edit: '编辑',
  editLabel: '编辑消息',
  cancel: '取消',
  saveAndSend: '发送',
  regenerate: '重新生成',
  continueAnswer: '继续生成',
  previousVersion: '上一个版本',
  nextVersion: '下一个版本',
  version: (number, count) => `第 ${number} 个版本，共 ${count} 个`,
  stopped: '已停止生成',
  interrupted: '回答中断了',
  lengthLimit: '已达到长度上限',
  startsAfresh: '服务商要求重新开始：之后的提问从这里算起',
  unanswered: '这个问题还没有得到回答',
  answerComplete: '回答完毕',
  answerStopped: '已停止生成',
  jumpToLatest: '回到最新',
  placeholder: '问点什么…',
  composerLabel: '输入消息',
  send: '发送',
  stop: '停止生成',
  model: '模型',
  simulated: (label) => `${label} · 模拟`,
  liveModels: '真实模型',
  liveHint: '使用服务器上配置的密钥',
  simulatedModels: '模拟模型',
  simulatedHint: '协议与鉴权同真实厂商，回答引用文档',
  keyHint: 'Enter 发送，Shift + Enter 换行',
  retry: '重试',
  retryIn: (seconds) => `${seconds} 秒后可重试`,
  retriesIn: (seconds) => `${seconds} 秒后自动重试`,
  dismiss: '关闭',
  requestId: '请求编号',
  errors: {
    'bad-request': { title: '这个请求无法处理', hint: '请修改消息后再试。' },
    unauthenticated: { title: '请先登录', hint: '登录后即可继续对话。' },
    forbidden: { title: '没有权限', hint: '当前账号不能使用这个功能。' },
    'not-found': { title: '没有找到这个模型', hint: '请换一个模型再试。' },
    'rate-limited': { title: '请求太频繁了', hint: '稍等片刻，马上就好。' },
    'over-budget': { title: '预算不够了', hint: '剩下的付不起这个模型的一次回答。可以换个便宜的模型。' },
    'context-too-long': { title: '对话太长了', hint: '请新建一个对话，或缩短这条消息。' },
    'content-filtered': { title: '内容未通过安全检查', hint: '请换一种说法。' },
    'quota-exceeded': { title: '模型服务余额不足', hint: '请联系网站管理员。' },
    auth: { title: '模型服务拒绝了密钥', hint: '请联系网站管理员检查配置。' },
    'provider-unavailable': { title: '模型服务暂不可用', hint: '这不是你的问题。请换一个模型，或稍后再试。' },
    overloaded: { title: '模型服务繁忙', hint: '现在用的人很多，请稍后再试。' },
    'circuit-open': { title: '模型服务暂时停用', hint: '它刚才连续出错，正在恢复中。' },
    timeout: { title: '等待超时', hint: '回答花了太长时间，请再试一次。' },
    network: { title: '网络连接失败', hint: '请检查网络或代理，然后重试。' },
    interrupted: { title: '回答中断了', hint: '连接在回答结束前断开，已收到的内容仍然保留。' },
    server: { title: '模型服务出错了', hint: '请再试一次。' },
    internal: { title: '出了点问题', hint: '请再试一次；如果仍然不行，请把请求编号告诉我们。' },
  },
  unreachable: { title: '连接不上模型服务', hint: '这不是你的网络问题。请换一个模型，或稍后再试。' },
  filesRefused: { title: '这个模型读不了这些文件', hint: '请换一个模型，或去掉文件再试。' },
  composer: composerStrings.zh,
  settings: settingsStrings.zh,
  faults: faultStrings.zh,
  filter: filterStrings.zh,
  usage: usageStrings.zh,
}

const en: Strings = {
  siteTitle: 'Sluice demo',
  siteDescription: 'The LLM gateway that lives inside your Next.js app.',
  newConversation: 'New chat',
  conversations: 'Conversations',
  noConversations: 'No conversations yet. Ask something and it will appear here.',
  openSidebar: 'Open conversations',
  closeSidebar: 'Close conversations',
  rename: 'Rename',
  renameLabel: 'Conversation title',
  remove: 'Delete',
  removed: (title) => `Deleted “${title}”`,
  undo: 'Undo',
  groups: { today: 'Today', yesterday: 'Yesterday', week: 'Last 7 days', month: 'Last 30 days', older: 'Older' },
  untitled: 'New chat',
  theme: 'Appearance',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  otherLanguage: '中文',
  switchLanguage: '切换到中文',
  welcome: 'What would you like to know?',
  welcomeHint: 'Answers come from Sluice’s own documentation, over a real streaming wire.',
  suggestions: [
    { label: 'Get started', question: 'How do I add a chat to my Next.js app?' },
    { label: 'Persistence', question: 'Does a conversation survive a reload, and how is it stored?' },
    { label: 'Stopping', question: 'What happens when a user presses stop?' },
    { label: 'A long answer', question: 'Tell me about useChat, write long' },
    { label: 'Content filter', question: 'Tell me a story that gets filtered' },
    { label: 'Privacy', question: 'My ID is 11010519491231002X. Can you see it?' },
  ],
  you: 'You said',
  assistant: 'Sluice said',
  waiting: 'Waiting for the answer',
  thinking: 'Thinking…',
  thought: 'Reasoning',
  thoughtFor: (seconds) => `Thought for ${seconds} s`,
  aiGenerated: 'AI-generated',
  tokens: (count) => `${count} tokens`,
  estimated: (value) => `${value} (estimated)`,
  seconds: (count) => `${count} s`,
  facts: {
    title: 'Details',
    model: 'Model',
    provider: 'Provider',
    cost: 'Cost',
    input: 'Tokens in',
    cached: 'Of these from a cache',
    output: 'Tokens out',
    reasoning: 'Of these thoughts',
    firstWord: 'Time to first word',
    speed: 'Speed',
    duration: 'Time in all',
    attempts: 'Attempts',
    request: 'Request',
  },
  firstWord: (seconds) => `first word after ${seconds} s`,
  speed: (tokens) => `${tokens} tokens/s`,
  attempts: (count) => `${count} attempts`,
  copy: 'Copy',
  copied: 'Copied',
  copyCode: 'Copy code',
  copyFailed: 'Copying failed',
  edit: 'Edit',
  editLabel: 'Edit message',
  cancel: 'Cancel',
  saveAndSend: 'Send',
  regenerate: 'Regenerate',
  continueAnswer: 'Continue',
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  version: (number, count) => `Version ${number} of ${count}`,
  stopped: 'Stopped',
  interrupted: 'The answer was interrupted',
  lengthLimit: 'Length limit reached',
  startsAfresh: 'The provider asks to start afresh: later questions begin here',
  unanswered: 'This question has no answer yet',
  answerComplete: 'Answer complete',
  answerStopped: 'Answer stopped',
  jumpToLatest: 'Jump to latest',
  placeholder: 'Ask anything…',
  composerLabel: 'Message',
  send: 'Send',
  stop: 'Stop',
  model: 'Model',
  simulated: (label) => `${label} · simulated`,
  liveModels: 'Live',
  liveHint: 'With the keys that this server was given',
  simulatedModels: 'Simulated',
  simulatedHint: 'Real wires and key checks, answers from the docs',
  keyHint: 'Enter to send, Shift + Enter for a new line',
  retry: 'Try again',
  retryIn: (seconds) => `Try again in ${seconds} s`,
  retriesIn: (seconds) => `Trying again in ${seconds} s`,
  dismiss: 'Dismiss',
  requestId: 'Request',
  errors: {
    'bad-request': { title: 'This request cannot be handled', hint: 'Change the message and try again.' },
    unauthenticated: { title: 'Please sign in', hint: 'The conversation goes on once you are signed in.' },
    forbidden: { title: 'Not allowed', hint: 'Your account cannot use this.' },
    'not-found': { title: 'This model is not here', hint: 'Pick another model and try again.' },
    'rate-limited': { title: 'Too many requests', hint: 'Give it a moment.' },
    'over-budget': {
      title: 'Too little of the budget is left',
      hint: 'The rest cannot pay an answer of this model. Pick a cheaper one.',
    },
    'context-too-long': { title: 'The conversation is too long', hint: 'Start a new one, or shorten this message.' },
    'content-filtered': { title: 'Refused by the content check', hint: 'Please put it differently.' },
    'quota-exceeded': { title: 'The provider’s account is empty', hint: 'Please tell the site’s administrator.' },
    auth: { title: 'The provider refused our key', hint: 'Please tell the site’s administrator.' },
    'provider-unavailable': {
      title: 'The model is not available',
      hint: 'This is not your fault. Pick another model, or try again later.',
    },
    overloaded: { title: 'The model is busy', hint: 'Many people are asking right now. Please try again shortly.' },
    'circuit-open': { title: 'The model is resting', hint: 'It failed several times in a row and is recovering.' },
    timeout: { title: 'This took too long', hint: 'No answer came in time. Please try again.' },
    network: { title: 'No connection', hint: 'Check your network or proxy, then try again.' },
    interrupted: { title: 'The answer broke off', hint: 'The connection was lost. What had arrived is kept.' },
    server: { title: 'The model failed', hint: 'Please try again.' },
    internal: { title: 'Something went wrong', hint: 'Try again. If it keeps failing, tell us the request number.' },
  },
  unreachable: {
    title: 'The model cannot be reached',
    hint: 'This is not your network. Pick another model, or try again later.',
  },
  filesRefused: { title: 'This model cannot read these files', hint: 'Pick another model, or send without them.' },
  composer: composerStrings.en,
  settings: settingsStrings.en,
  faults: faultStrings.en,
  filter: filterStrings.en,
  usage: usageStrings.en,
}

export const strings: Readonly<Record<Locale, Strings>> = { zh, en }
