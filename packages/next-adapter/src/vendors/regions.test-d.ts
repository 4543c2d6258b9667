import { anthropic } from './anthropic.ts'
import { compatibleVendor } from './compatible-vendor.ts'
import { dashscope } from './dashscope.ts'
import { deepseek } from './deepseek.ts'
import { moonshot } from './moonshot.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openaiCompatible } from './openai-compatible.ts'
import { qianfan } from './qianfan.ts'
import { qianfanV1 } from './qianfan-v1.ts'
import { zhipu } from './zhipu.ts'

openai('m', { region: 'us' })
anthropic('m', { region: 'us' })
deepseek('m', { region: 'cn' })
dashscope('m', { endpoints: [{ region: 'cn-beijing' }, { region: 'intl', weight: 2 }, { region: 'us' }] })
moonshot('m', { region: 'intl' })
zhipu('m', { region: 'cn' })
qianfan('m', { region: 'coding-plan' })
qianfanV1('m', { region: 'cn-beijing' })
ollama('m', { region: 'local' })

// @ts-expect-error OpenAI has no such region.
openai('m', { region: 'intl' })
// @ts-expect-error Neither has DeepSeek.
deepseek('m', { region: 'intl' })
// @ts-expect-error An endpoint is at one of the vendor's regions or at an address of its own.
moonshot('m', { endpoints: [{ region: 'us' }] })
// @ts-expect-error It is not at both.
moonshot('m', { endpoints: [{ region: 'cn', baseUrl: 'https://example.com' }] })
// @ts-expect-error It is somewhere.
moonshot('m', { endpoints: [{ name: 'nowhere' }] })
// @ts-expect-error A server of one's own has no regions.
openaiCompatible({ model: 'm', baseUrl: 'https://example.com', region: 'us' })
// @ts-expect-error A key alone does not authorise there.
qianfanV1('m', { auth: 'key' })
// @ts-expect-error Its credential is `auth`.
qianfanV1('m', { apiKey: 'key' })

const own = compatibleVendor({ provider: 'own', regions: { north: 'https://n.example', south: 'https://s.example' } })
own('m', { region: 'north' })
// @ts-expect-error The regions are those of its entry.
own('m', { region: 'west' })
