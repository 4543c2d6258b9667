// Longer than other files: both languages stand side by side, so that a change of one is seen in the other.

import type { FilterAction } from '@sluice/core'
import type { DetectorName, Disguise, LineField } from './filter/lab-rules.ts'
import type { SampleName } from './filter/samples.ts'
import type { Locale } from './locale.ts'

type Texts<Name extends string> = Readonly<Record<Name, string>>

/** What is said of rules, of what they find, and of answers that were changed by them. */
export interface FilterStrings {
  title: string
  intro: string
  // Rules
  rules: string
  showRules: string
  fields: Texts<LineField>
  fieldHints: Texts<LineField>
  /** Before what a filter says of a field. */
  problem: string
  problemLine: (line: string) => string
  action: string
  actions: Texts<FilterAction>
  actionHints: Texts<FilterAction>
  replaceWith: string
  usualWords: string
  wholeWord: string
  wholeWordHint: string
  disguiseTitle: string
  disguiseHint: string
  disguises: Texts<Disguise>
  pinyinLoading: string
  pinyinFailed: string
  detectorTitle: string
  detectors: Texts<DetectorName>
  detectorHints: Texts<DetectorName>
  reset: string
  // The text
  text: string
  textLabel: string
  samples: string
  sampleNames: Texts<SampleName>
  found: string
  passed: string
  passedEmpty: string
  nothing: string
  untouched: string
  hits: (count: number) => string
  characters: (count: string) => string
  took: (time: string) => string
  hitsTitle: string
  rule: string
  original: string
  place: string
  outcome: string
  severity: string
  severities: Texts<'low' | 'medium' | 'high'>
  /** By the ids of rules. */
  ruleNames: Readonly<Record<string, string>>
  more: (count: number) => string
  // The stream
  stream: string
  streamHint: string
  play: string
  pause: string
  goOn: string
  step: string
  replay: string
  size: string
  sizeValue: (characters: number) => string
  speed: string
  speedValue: (pieces: number) => string
  streamEmpty: string
  emitted: string
  held: string
  heldNow: string
  heldMean: string
  heldMost: string
  deltas: string
  progress: string
  blockedAt: (place: string) => string
  identical: string
  different: string
  // In a conversation
  noteInput: string
  noteOutput: string
  tryRules: string
  promptRefused: { title: string; hint: string }
  answerStopped: { title: string; hint: string }
  editQuestion: string
  /** In the list of decisions. */
  decided: (action: string, rule: string, count: number, isAnswer: boolean) => string
}

const zh: FilterStrings = {
  title: '内容过滤',
  intro: '改规则，打字，马上看到结果。一切都在这个浏览器里运行，用的是与服务器相同的代码；什么都不会上传。',
  rules: '规则',
  showRules: '修改规则',
  fields: { terms: '词表', allow: '放行的短语', hosts: '可信的网址' },
  fieldHints: {
    terms: '一行一个词或短语',
    allow: '一行一个；落在其中的命中不算',
    hosts: '一行一个主机或网址开头；* 代表任意子域',
  },
  problem: '这一栏没有生效。',
  problemLine: (line) => `问题出在「${line}」。`,
  action: '命中词表之后',
  actions: { block: '拦截', redact: '打码', replace: '替换', review: '复核', flag: '标记' },
  actionHints: {
    block: '到此为止，后面的内容都不再放出。',
    redact: '每个字换成一个 █。',
    replace: '换成指定的文字。',
    review: '不改动，请人来看。',
    flag: '不改动，只记一笔。',
  },
  replaceWith: '替换成',
  usualWords: '[内容被过滤]',
  wholeWord: '英文只匹配整词',
  wholeWordHint: '中文没有空格，不受影响',
  disguiseTitle: '还要认出的写法',
  disguiseHint: '全角、大小写、形近字母、零宽字符、夹杂的标点和表情，总是认得出。',
  disguises: {
    traditional: '繁体',
    pinyin: '拼音',
    inserted: '夹在汉字间的字母',
    leet: '形近的数字',
    repeats: '重复的字母',
  },
  pinyinLoading: '正在加载拼音…',
  pinyinFailed: '拼音没有加载成功，请重新打开开关。',
  detectorTitle: '还要找出',
  detectors: { personalData: '个人信息', secrets: '密钥', urls: '不可信的链接' },
  detectorHints: {
    personalData: '身份证、手机、银行卡、邮箱、IBAN……逐一校验',
    secrets: '几十家服务的 API 密钥、令牌、私钥',
    urls: '图片和链接会把对话内容带出去',
  },
  reset: '恢复默认规则',
  text: '文本',
  textLabel: '要检查的文本',
  samples: '试试',
  sampleNames: {
    chinese: '中文变体',
    english: '英文变体',
    personal: '个人信息',
    key: '密钥泄漏',
    markdown: '图片外泄',
    untouched: '不该动的',
  },
  found: '找到的',
  passed: '放行的',
  passedEmpty: '什么都没有放行',
  nothing: '没有命中',
  untouched: '没有命中，一个字节都没动',
  hits: (count) => `${count} 处命中`,
  characters: (count) => `${count} 个字符`,
  took: (time) => `扫描用时 ${time}`,
  hitsTitle: '命中列表',
  rule: '规则',
  original: '原文',
  place: '位置',
  outcome: '处理',
  severity: '程度',
  severities: { low: '低', medium: '中', high: '高' },
  ruleNames: {
    terms: '词表',
    'prc-identity': '身份证号',
    'prc-mobile': '手机号',
    'bank-card': '银行卡号',
    email: '邮箱',
    iban: 'IBAN 账号',
    'prc-company': '统一社会信用代码',
    'ip-address': 'IP 地址',
    'api-key': 'API 密钥',
    'json-web-token': 'JWT 令牌',
    'private-key': '私钥',
    'url-credentials': '网址里的密码',
    url: '不可信的链接',
    'demo-terms-zh': '演示词表',
    'demo-terms-en': '英文演示词表',
    'demo-taboo': '演示禁词',
  },
  more: (count) => `还有 ${count} 处没有列出`,
  stream: '流',
  streamHint: '同一段文字一小块一小块地到来。还没定论的先扣住，定了就放出，不早也不晚。',
  play: '播放',
  pause: '暂停',
  goOn: '继续',
  step: '单步',
  replay: '从头',
  size: '每块大小',
  sizeValue: (characters) => `${characters} 个字符`,
  speed: '速度',
  speedValue: (pieces) => `每秒 ${pieces} 块`,
  streamEmpty: '点“播放”，或一步一步来。',
  emitted: '已放出',
  held: '扣住的',
  heldNow: '现在扣住',
  heldMean: '平均扣住',
  heldMost: '最多扣住',
  deltas: '已到的块',
  progress: '进度',
  blockedAt: (place) => `在第 ${place} 个字符处拦下，流到此为止。`,
  identical: '与整段扫描的结果完全一致',
  different: '与整段扫描的结果不一致',
  noteInput: '问题里的密钥被规则遮住了，模型没有看到。',
  noteOutput: '回答里有内容被规则过滤了。',
  tryRules: '试试规则',
  promptRefused: {
    title: '这个问题没有发给模型',
    hint: '里面有规则不允许的内容。可以修改它，也可以直接问别的。',
  },
  answerStopped: {
    title: '回答被拦下了',
    hint: '模型说到了规则不允许的内容，后面的没有放出，模型也已停下。可以换一种问法，或重新生成。',
  },
  editQuestion: '修改问题',
  decided: (action, rule, count, isAnswer) =>
    `${isAnswer ? '回答' : '问题'}命中「${rule}」${count > 1 ? ` ${count} 处` : ''}：${action}`,
}

const en: FilterStrings = {
  title: 'Content filter',
  intro:
    'Change the rules, type, and see at once what comes of it. All of it runs in this browser, by the same code as on a server; nothing is uploaded.',
  rules: 'Rules',
  showRules: 'Change the rules',
  fields: { terms: 'Terms', allow: 'Allowed phrases', hosts: 'Trusted addresses' },
  fieldHints: {
    terms: 'A word or phrase a line',
    allow: 'One a line; what is found within does not count',
    hosts: 'A host or the beginning of an address a line; * is any subdomain',
  },
  problem: 'This field has no effect.',
  problemLine: (line) => `The problem is “${line}”.`,
  action: 'When a term is found',
  actions: { block: 'Block', redact: 'Redact', replace: 'Replace', review: 'Review', flag: 'Flag' },
  actionHints: {
    block: 'The text ends there, and nothing after it comes out.',
    redact: 'A █ for each character.',
    replace: 'Other words take its place.',
    review: 'Nothing is changed; somebody is asked to look.',
    flag: 'Nothing is changed; it is only counted.',
  },
  replaceWith: 'Replace with',
  usualWords: '[filtered]',
  wholeWord: 'Whole words only',
  wholeWordHint: 'For scripts that put spaces between words',
  disguiseTitle: 'Also see through',
  disguiseHint:
    'Full width, upper case, look-alike letters, invisible characters, punctuation and emoji within a term: always.',
  disguises: {
    traditional: 'Traditional Chinese',
    pinyin: 'Pinyin',
    inserted: 'Letters between Chinese',
    leet: 'Look-alike digits',
    repeats: 'Repeated letters',
  },
  pinyinLoading: 'Loading pinyin…',
  pinyinFailed: 'Pinyin could not be loaded. Switch it on again.',
  detectorTitle: 'Also find',
  detectors: { personalData: 'Personal data', secrets: 'Secrets', urls: 'Untrusted links' },
  detectorHints: {
    personalData: 'Identity, phone, card and account numbers, mail: each one verified',
    secrets: 'API keys of dozens of services, tokens, private keys',
    urls: 'Pictures and links carry away what was said',
  },
  reset: 'Back to the default rules',
  text: 'Text',
  textLabel: 'The text to look through',
  samples: 'Try',
  sampleNames: {
    chinese: 'Chinese disguises',
    english: 'English disguises',
    personal: 'Personal data',
    key: 'Leaked keys',
    markdown: 'Picture exfiltration',
    untouched: 'To be left alone',
  },
  found: 'Found',
  passed: 'Let through',
  passedEmpty: 'Nothing is let through',
  nothing: 'Nothing found',
  untouched: 'Nothing found, not a byte changed',
  hits: (count) => (count === 1 ? '1 hit' : `${count} hits`),
  characters: (count) => `${count} characters`,
  took: (time) => `scanned in ${time}`,
  hitsTitle: 'Hits',
  rule: 'Rule',
  original: 'As written',
  place: 'Place',
  outcome: 'Action',
  severity: 'Severity',
  severities: { low: 'low', medium: 'medium', high: 'high' },
  ruleNames: {
    terms: 'Terms',
    'prc-identity': 'PRC identity number',
    'prc-mobile': 'PRC mobile number',
    'bank-card': 'Bank card',
    email: 'E-mail address',
    iban: 'IBAN',
    'prc-company': 'PRC company code',
    'ip-address': 'IP address',
    'api-key': 'API key',
    'json-web-token': 'JSON Web Token',
    'private-key': 'Private key',
    'url-credentials': 'Password in an address',
    url: 'Untrusted link',
    'demo-terms-zh': 'Chinese demo terms',
    'demo-terms-en': 'Demo terms',
    'demo-taboo': 'Demo taboo',
  },
  more: (count) => `${count} more are not listed`,
  stream: 'Stream',
  streamHint:
    'The same text arrives in pieces. What is not certain yet is held back, and let go as soon as it is: never earlier, never later.',
  play: 'Play',
  pause: 'Pause',
  goOn: 'Go on',
  step: 'Step',
  replay: 'Replay',
  size: 'Piece',
  sizeValue: (characters) => (characters === 1 ? '1 character' : `${characters} characters`),
  speed: 'Speed',
  speedValue: (pieces) => `${pieces} a second`,
  streamEmpty: 'Press Play, or go step by step.',
  emitted: 'Let through',
  held: 'Held back',
  heldNow: 'Held now',
  heldMean: 'Held on average',
  heldMost: 'Held at most',
  deltas: 'Pieces',
  progress: 'Progress',
  blockedAt: (place) => `Blocked at character ${place}: the stream ends there.`,
  identical: 'Identical to the result for the whole text',
  different: 'Not the same as the result for the whole text',
  noteInput: 'Rules have hidden a key in your question: the model did not see it.',
  noteOutput: 'Rules have taken something out of this answer.',
  tryRules: 'Try the rules',
  promptRefused: {
    title: 'This question was not sent to the model',
    hint: 'Something in it is against the rules. Edit it, or just ask something else.',
  },
  answerStopped: {
    title: 'The answer was stopped',
    hint: 'The model came to something that is against the rules. Nothing after that was let through, and the model was stopped. Ask in another way, or try again.',
  },
  editQuestion: 'Edit the question',
  decided: (action, rule, count, isAnswer) =>
    `${isAnswer ? 'answer' : 'question'}: “${rule}” found${count > 1 ? ` ${count} times` : ''} (${action.toLowerCase()})`,
}

export const filterStrings: Readonly<Record<Locale, FilterStrings>> = { zh, en }

/** What a rule is called. Servers may have others. */
export function ruleName(id: string, { ruleNames }: FilterStrings): string {
  return (Object.hasOwn(ruleNames, id) ? ruleNames[id] : undefined) ?? id
}
