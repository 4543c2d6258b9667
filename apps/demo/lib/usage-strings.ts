import type { Locale } from './locale.ts'

/** What is said of what answers cost, and of the budget. */
export interface UsageStrings {
  title: string
  close: string
  /** The button that opens the panel, once the conversation has cost something. */
  button: (cost: string) => string
  // The conversation
  conversation: string
  noCost: string
  tokensIn: string
  tokensOut: string
  cached: string
  reasoning: string
  // The budget
  today: string
  used: (used: string, limit: string) => string
  left: (left: string) => string
  reserved: (amount: string) => string
  resets: string
  perHour: string
  perHourValue: (amount: string) => string
  runsOut: string
  month: string
  monthValue: (calls: string, cost: string) => string
  atTime: (day: string, time: string) => string
  simulated: string
  loading: string
  failed: string
  // To be tried
  tryIt: string
  others: string
  othersHint: string
  deluxe: string
  deluxeChosen: string
  renew: string
  // Notices
  reached: (percent: string, left: string) => string
  usedUp: (time: string) => string
  show: string
  /** What became of a question that the budget cannot pay. */
  refusedUntil: (time: string) => string
  /** Before an answer, once so much is gone. */
  warning: (percent: string) => string
}

const zh: UsageStrings = {
  title: '用量',
  close: '关闭用量面板',
  button: (cost) => `用量：这个对话花了 ${cost}`,
  conversation: '这个对话',
  noCost: '还没有花费',
  tokensIn: '输入 tokens',
  tokensOut: '输出 tokens',
  cached: '其中缓存',
  reasoning: '其中思考',
  today: '今天的预算',
  used: (used, limit) => `已用 ${used}，共 ${limit}`,
  left: (left) => `剩 ${left}`,
  reserved: (amount) => `另有 ${amount} 留给正在写的回答`,
  resets: '恢复时间',
  perHour: '平均速度',
  perHourValue: (amount) => `每小时 ${amount}`,
  runsOut: '照此用完',
  month: '最近 30 天',
  monthValue: (calls, cost) => `${calls} 次提问，${cost}`,
  atTime: (day, time) => `${day} ${time}`,
  simulated: '价格是真实的，模型是模拟的：没有人真的付钱。',
  loading: '正在查询…',
  failed: '暂时查不到用量',
  tryIt: '试试看',
  others: '不够时换便宜的模型',
  othersHint: '关掉后，付不起的提问会被拒绝；模型故障时也不再换别的',
  deluxe: '改用最贵的模型',
  deluxeChosen: '已选「Sluice 天价」',
  renew: '重置预算',
  reached: (percent, left) => `今天的预算用了 ${percent}，还剩 ${left}`,
  usedUp: (time) => `今天的预算用完了，${time} 恢复`,
  show: '查看用量',
  refusedUntil: (time) => `剩下的付不起这个模型的一次回答。预算${time} 恢复；现在可以换个便宜的模型。`,
  warning: (percent) => `今天的预算已用 ${percent}…`,
}

const en: UsageStrings = {
  title: 'Usage',
  close: 'Close the usage panel',
  button: (cost) => `Usage: this conversation cost ${cost}`,
  conversation: 'This conversation',
  noCost: 'Nothing spent yet',
  tokensIn: 'Tokens in',
  tokensOut: 'Tokens out',
  cached: 'Of these from a cache',
  reasoning: 'Of these thoughts',
  today: 'Today’s budget',
  used: (used, limit) => `${used} of ${limit} used`,
  left: (left) => `${left} left`,
  reserved: (amount) => `${amount} more is held for answers under way`,
  resets: 'Renews',
  perHour: 'Average pace',
  perHourValue: (amount) => `${amount} an hour`,
  runsOut: 'Gone at this pace',
  month: 'Last 30 days',
  monthValue: (calls, cost) => `${calls} calls, ${cost}`,
  atTime: (day, time) => `${day} at ${time}`,
  simulated: 'Real prices, simulated models: nobody is charged.',
  loading: 'Asking the server…',
  failed: 'The usage cannot be told right now',
  tryIt: 'Try it',
  others: 'Fall back to a cheaper model',
  othersHint: 'Off: what the budget cannot pay is refused, and nobody stands in for a failing model',
  deluxe: 'Use the dearest model',
  deluxeChosen: 'Sluice Deluxe is chosen',
  renew: 'Reset the budget',
  reached: (percent, left) => `${percent} of today’s budget is used, ${left} left`,
  usedUp: (time) => `Today’s budget is used up. It renews ${time}`,
  show: 'Show usage',
  refusedUntil: (time) =>
    `The rest cannot pay an answer of this model. The budget renews ${time}; a cheaper model may answer now.`,
  warning: (percent) => `${percent} of today’s budget is used…`,
}

export const usageStrings: Readonly<Record<Locale, UsageStrings>> = { zh, en }
