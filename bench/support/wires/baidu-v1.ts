// Qianfan's first version: a clause a frame, and the usage in each.
import { event, times } from './words.ts'

const clauses = ['你好，今天的天气很好，', '我们可以一起出去走走。', '不过要记得带上雨伞，', '因为傍晚可能会下雨。']

export const baiduText = (count: number): string[] =>
  times(count, (index) =>
    event({
      id: 'as-414fqwb8p3',
      object: 'chat.completion',
      created: 1_707_245_236,
      sentence_id: index,
      is_end: index === count - 1,
      is_truncated: false,
      result: clauses[index % clauses.length],
      need_clear_history: false,
      finish_reason: 'normal',
      usage: { prompt_tokens: 2, completion_tokens: index, total_tokens: index + 2 },
    }),
  )
