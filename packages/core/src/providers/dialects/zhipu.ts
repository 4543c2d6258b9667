import type { ChatDialect } from './chat-dialect.ts'
import { thinkingType } from './thinking.ts'

/** Zhipu's GLM. Codes: https://docs.bigmodel.cn/cn/api/api-code */
export const zhipuDialect: ChatDialect = {
  thinking: thinkingType,
  errors: {
    words: {
      auth: '1000 1001 1002 1003 1004',
      'quota-exceeded': '1113 1304 1308 1310',
      'bad-request': '1210 1212 1213 1214 1215',
      'not-found': '1211',
      'context-too-long': '1261',
      'content-filtered': '1301',
      'rate-limited': '1302 1303',
      overloaded: '1305 1312',
    },
  },
}
