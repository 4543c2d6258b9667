import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import {
  anthropic,
  dashscope,
  deepseek,
  moonshot,
  ollama,
  openai,
  qianfan,
  qianfanV1,
  zhipu,
} from '@sluice/next-adapter'

// Stands for `.env.local`.
Object.assign(process.env, {
  OPENAI_API_KEY: 'no-real-key',
  ANTHROPIC_API_KEY: 'no-real-key',
  QIANFAN_API_KEY: 'bce-v3/ALTAK-example/no-real-key',
  QIANFAN_ACCESS_KEY: 'ALTAKexample',
  QIANFAN_SECRET_KEY: 'no-real-key',
  DASHSCOPE_API_KEY: 'no-real-key',
  DEEPSEEK_API_KEY: 'no-real-key',
  MOONSHOT_API_KEY: 'no-real-key',
})

// Takes the place of the network. Leave `fetch` out and the vendors answer.
const fetch = simulatedProvider({ answer: ({ model, url }) => `${model} at ${new URL(url).host}` })

const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5-mini', { fetch }),
    responses: openai('gpt-5', { api: 'responses', fetch }),
    claude: anthropic('claude-sonnet-4-5', { fetch }),
    ernie: qianfan('ernie-4.5-turbo-128k', { webSearch: true, fetch }),
    ernieV1: qianfanV1('ERNIE-4.0-8K', { fetch }),
    qwen: dashscope('qwen-plus', { region: 'intl', enableThinking: true, thinkingBudget: 2_000, fetch }),
    deepseek: deepseek('deepseek-flash', { fetch }),
    kimi: moonshot('kimi-k2-0905-preview', { fetch }),
    glm: zhipu('glm-4.6', { fetch }),
    local: ollama('qwen3:8b', { fetch }),
  },
})

// ZHIPU_API_KEY is missing, and this says so.
console.log('missing:', await pipeline.check())

for (const target of ['gpt', 'responses', 'claude', 'ernie', 'ernieV1', 'qwen', 'deepseek', 'kimi', 'local']) {
  const { text, provider } = await generate(pipeline, { target, prompt: 'Who are you?' })
  console.log(`${target} is ${provider}: ${text}`)
}
