import { createPipeline } from '@sluice/core'
import { deepseek, openai, qianfan } from '@sluice/next-adapter'

export const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini'), // the key is read from OPENAI_API_KEY
    ernie: qianfan('ernie-4.5-turbo-128k'), // from QIANFAN_API_KEY
    deepseek: deepseek('deepseek-flash'), // from DEEPSEEK_API_KEY
  },
})
