// Longer than other files: both languages stand side by side, so that a change of one is seen in the other.

import type { ChatErrorCode } from '@sluice/core'
import type { FaultName } from './faults/fault-names.ts'
import type { Locale } from './locale.ts'

type Texts<Name extends string> = Readonly<Record<Name, string>>

/** What is said of models that fail, and of what is done about it. */
export interface FaultStrings {
  // The panel
  title: string
  /** The button that opens the panel, where a fault is set. */
  titleActive: string
  close: string
  hint: string
  faultOf: (model: string) => string
  faults: Texts<FaultName>
  repairAll: string
  burst: (count: number) => string
  burstHint: (model: string) => string
  burstQuestion: string
  lost: string
  /** What the state after it is of, for those who do not see the light. */
  circuit: string
  circuits: Texts<'closed' | 'open' | 'half-open'>
  nextProbe: (seconds: number) => string
  probeDue: string
  active: (active: number, most: number) => string
  queued: (count: number) => string
  gateClosed: (seconds: number) => string
  benched: (seconds: number) => string
  decisions: string
  noDecisions: string
  call: (number: number) => string
  // Decisions
  asked: (model: string) => string
  askedAfter: (model: string, seconds: string) => string
  waits: (model: string) => string
  waitsFor: (model: string, seconds: string) => string
  failed: (model: string, reason: string) => string
  failedInAnswer: (model: string, reason: string) => string
  refused: (model: string, reason: string) => string
  abandoned: (model: string) => string
  benchedFor: (model: string, seconds: string, reason: string) => string
  repeats: (attempt: number, seconds: string, reason: string) => string
  fellBack: (from: string, to: string, reason: string) => string
  fellBackInAnswer: (from: string, to: string, reason: string) => string
  circuitOpened: (model: string, reason: string) => string
  circuitTried: (model: string) => string
  circuitClosed: (model: string) => string
  gate: (model: string, seconds: string) => string
  answered: (model: string, seconds: string) => string
  ended: (reason: string) => string
  stopped: string
  overQuota: string
  overBudget: (model: string) => string
  budgetReached: (percent: number) => string
  priceUnknown: (model: string) => string
  shortened: (tokens: number) => string
  ledgerFailed: (records: number) => string
  storeFailed: string
  // Notices under an answer that is awaited
  noticeQueued: string
  noticeQueuedFor: (seconds: number) => string
  noticeRetrying: (attempt: number, reason: string) => string
  noticeRetryingIn: (attempt: number, seconds: number, reason: string) => string
  noticeFellBack: (from: string, to: string, reason: string) => string
  noticeReconnecting: string
  noticeOffline: string
  reasons: Texts<ChatErrorCode>
}

const zh: FaultStrings = {
  title: '故障',
  titleActive: '故障（已开启）',
  close: '关闭故障面板',
  hint: '让模拟的模型出错，看管道怎样应对；只影响你。',
  faultOf: (model) => `「${model}」的故障`,
  faults: {
    none: '无故障',
    '429': '请求过多 429',
    '500': '出错 500',
    slow: '迟迟不答',
    stall: '答到一半卡住',
    cut: '答到一半断开',
    down: '连接不上',
  },
  repairAll: '全部恢复',
  burst: (count) => `同时问 ${count} 个问题`,
  burstHint: (model) => `问「${model}」，它同时只答两个，其余排队。`,
  burstQuestion: '你能回答什么？',
  lost: '暂时连接不上服务器',
  circuit: '断路器：',
  circuits: { closed: '闭合', open: '熔断', 'half-open': '半开' },
  nextProbe: (seconds) => `${seconds} 秒后试探`,
  probeDue: '下一问就是试探',
  active: (active, most) => `进行中 ${active}/${most}`,
  queued: (count) => `排队 ${count}`,
  gateClosed: (seconds) => `限流，停 ${seconds} 秒`,
  benched: (seconds) => `密钥停用 ${seconds} 秒`,
  decisions: '实时决策',
  noDecisions: '还没有。问一个问题，这里会写出管道的每一步。',
  call: (number) => `第 ${number} 问`,
  asked: (model) => `请求「${model}」`,
  askedAfter: (model, seconds) => `轮到了：等了 ${seconds} 秒，请求「${model}」`,
  waits: (model) => `排队等「${model}」`,
  waitsFor: (model, seconds) => `排队等「${model}」，至少 ${seconds} 秒`,
  failed: (model, reason) => `「${model}」失败（${reason}）`,
  failedInAnswer: (model, reason) => `「${model}」答到一半失败（${reason}）`,
  refused: (model, reason) => `没有去问「${model}」：${reason}`,
  abandoned: (model) => `「${model}」的回答被停下`,
  benchedFor: (model, seconds, reason) => `「${model}」的一个密钥停用 ${seconds} 秒：${reason}`,
  repeats: (attempt, seconds, reason) => `${seconds} 秒后作第 ${attempt} 次尝试（${reason}）`,
  fellBack: (from, to, reason) => `从「${from}」换到「${to}」（${reason}）`,
  fellBackInAnswer: (from, to, reason) => `从「${from}」换到「${to}」，重新回答（${reason}）`,
  circuitOpened: (model, reason) => `「${model}」熔断（${reason}）`,
  circuitTried: (model) => `「${model}」可以试探了`,
  circuitClosed: (model) => `「${model}」恢复`,
  gate: (model, seconds) => `「${model}」限流：停 ${seconds} 秒`,
  answered: (model, seconds) => `「${model}」答完，用时 ${seconds} 秒`,
  ended: (reason) => `没有答案（${reason}）`,
  stopped: '提问者停止了',
  overQuota: '额度用完，已拒绝',
  overBudget: (model) => `预算剩下的不够「${model}」再答一次`,
  budgetReached: (percent) => `预算用到了 ${percent}%`,
  priceUnknown: (model) => `不知道「${model}」的价格，没有计费`,
  shortened: (tokens) => `缩短了提示，省下 ${tokens} tokens`,
  ledgerFailed: (records) => `${records} 条用量记录没有存下`,
  storeFailed: '计数的存储出了故障',
  noticeQueued: '排队中…',
  noticeQueuedFor: (seconds) => `排队中，约 ${seconds} 秒…`,
  noticeRetrying: (attempt, reason) => `${reason}，正在重试（第 ${attempt} 次尝试）…`,
  noticeRetryingIn: (attempt, seconds, reason) => `${reason}，${seconds} 秒后重试（第 ${attempt} 次尝试）…`,
  noticeFellBack: (from, to, reason) => `「${from}」${reason}，改由「${to}」回答…`,
  noticeReconnecting: '连接断了，正在重新连接…',
  noticeOffline: '网络断开了，恢复后自动继续…',
  reasons: {
    'bad-request': '请求无效',
    unauthenticated: '未登录',
    forbidden: '没有权限',
    'not-found': '没有这个模型',
    'rate-limited': '请求过多',
    'over-budget': '预算不够',
    'context-too-long': '对话太长',
    'content-filtered': '未通过安全检查',
    'quota-exceeded': '余额不足',
    auth: '密钥被拒',
    'provider-unavailable': '暂不可用',
    overloaded: '繁忙',
    'circuit-open': '已熔断',
    timeout: '超时',
    network: '连接失败',
    interrupted: '中断',
    server: '服务出错',
    internal: '内部错误',
  },
}

const en: FaultStrings = {
  title: 'Faults',
  titleActive: 'Faults (on)',
  close: 'Close the faults panel',
  hint: 'Make the simulated models fail and watch the pipeline cope. Nobody but you is affected.',
  faultOf: (model) => `Fault of ${model}`,
  faults: {
    none: 'No fault',
    '429': '429 too many',
    '500': '500 error',
    slow: 'Silent',
    stall: 'Stalls midway',
    cut: 'Cut midway',
    down: 'Unreachable',
  },
  repairAll: 'Repair all',
  burst: (count) => `Send ${count} questions at once`,
  burstHint: (model) => `To ${model}: it answers two at a time, the others queue.`,
  burstQuestion: 'What can you do?',
  lost: 'The server cannot be reached right now',
  circuit: 'Circuit: ',
  circuits: { closed: 'Closed', open: 'Open', 'half-open': 'Half-open' },
  nextProbe: (seconds) => `probe in ${seconds} s`,
  probeDue: 'probed by the next call',
  active: (active, most) => `${active}/${most} active`,
  queued: (count) => `${count} queued`,
  gateClosed: (seconds) => `gate closed for ${seconds} s`,
  benched: (seconds) => `key benched for ${seconds} s`,
  decisions: 'Decisions, live',
  noDecisions: 'None yet. Ask something, and every step of the pipeline is told here.',
  call: (number) => `Call ${number}`,
  asked: (model) => `asked ${model}`,
  askedAfter: (model, seconds) => `its turn after ${seconds} s: asked ${model}`,
  waits: (model) => `queued for ${model}`,
  waitsFor: (model, seconds) => `queued for ${model}, at least ${seconds} s`,
  failed: (model, reason) => `${model} failed (${reason})`,
  failedInAnswer: (model, reason) => `${model} failed midway (${reason})`,
  refused: (model, reason) => `did not ask ${model}: ${reason}`,
  abandoned: (model) => `the answer of ${model} was stopped`,
  benchedFor: (model, seconds, reason) => `a key of ${model} rests for ${seconds} s: ${reason}`,
  repeats: (attempt, seconds, reason) => `attempt ${attempt} in ${seconds} s (${reason})`,
  fellBack: (from, to, reason) => `fell back from ${from} to ${to} (${reason})`,
  fellBackInAnswer: (from, to, reason) => `fell back from ${from} to ${to}, which starts afresh (${reason})`,
  circuitOpened: (model, reason) => `circuit of ${model} opened (${reason})`,
  circuitTried: (model) => `${model} may be tried again`,
  circuitClosed: (model) => `circuit of ${model} closed`,
  gate: (model, seconds) => `gate of ${model} closed for ${seconds} s`,
  answered: (model, seconds) => `${model} answered in ${seconds} s`,
  ended: (reason) => `no answer (${reason})`,
  stopped: 'stopped by whoever asked',
  overQuota: 'refused: the quota is used up',
  overBudget: (model) => `too little of the budget is left for ${model}`,
  budgetReached: (percent) => `${percent} % of the budget used`,
  priceUnknown: (model) => `the price of ${model} is not known: no cost`,
  shortened: (tokens) => `prompt shortened, ${tokens} tokens saved`,
  ledgerFailed: (records) => `${records} records of usage were not kept`,
  storeFailed: 'The store of counters failed',
  noticeQueued: 'Waiting for a turn…',
  noticeQueuedFor: (seconds) => `Waiting for a turn, about ${seconds} s…`,
  noticeRetrying: (attempt, reason) => `Trying again, attempt ${attempt} (${reason})…`,
  noticeRetryingIn: (attempt, seconds, reason) => `Trying again in ${seconds} s, attempt ${attempt} (${reason})…`,
  noticeFellBack: (from, to, reason) => `${from} is out (${reason}): ${to} answers instead…`,
  noticeReconnecting: 'Connection lost, reconnecting…',
  noticeOffline: 'You are offline: the answer goes on when you are back…',
  reasons: {
    'bad-request': 'invalid request',
    unauthenticated: 'not signed in',
    forbidden: 'not allowed',
    'not-found': 'no such model',
    'rate-limited': 'too many requests',
    'over-budget': 'budget too small',
    'context-too-long': 'conversation too long',
    'content-filtered': 'refused by the content check',
    'quota-exceeded': 'account empty',
    auth: 'key refused',
    'provider-unavailable': 'not available',
    overloaded: 'busy',
    'circuit-open': 'circuit open',
    timeout: 'took too long',
    network: 'no connection',
    interrupted: 'broken off',
    server: 'server error',
    internal: 'internal error',
  },
}

export const faultStrings: Readonly<Record<Locale, FaultStrings>> = { zh, en }

/** A word for what went wrong. Another version of the server may know codes that this page does not. */
export function reasonText(code: string | undefined, { reasons }: FaultStrings): string {
  const known: Readonly<Record<string, string>> = reasons
  return (Object.hasOwn(known, code ?? '') ? known[code ?? ''] : code) ?? reasons.internal
}
