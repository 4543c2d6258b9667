/** How people ask for something, and what the documentation calls it. */
const hints: readonly (readonly [asked: RegExp, called: string])[] = [
  [/\b(add|install|set ?up|integrate|start|begin)\b.*\b(chat|app|site|project)\b/i, 'getting started'],
  [/加上|添加|加入|集成|上手|入门|安装/, '快速开始'],
  [/\b(reload|refresh|persist\w*|survive|kept|stored?|history|remember)\b/i, 'storage'],
  [/刷新|保存|保留|持久|历史记录/, '存储'],
  [/\b(stop|abort|cancel)\w*\b/i, 'stop travels hang-up'],
  [/停止|中止|取消|打断/, '停止 停止信号怎样传递'],
  [/\b(key|secret|credential)s?\b/i, 'key environment'],
  [/密钥|秘钥/, '密钥 环境变量'],
  [/\b(429|rate.?limit\w*|fail\w*|errors?)\b/i, 'table of error codes'],
  [/429|限流|报错|出错|失败/, '错误码'],
]

/** The question with the documentation's own words for what it seems to be about. */
export function withHints(question: string): string {
  const called = hints.flatMap(([asked, called]) => (asked.test(question) ? [called] : []))
  return [question, ...called].join(' ')
}
