import type { Locale } from './locale.ts'

/** A model as visitors know it. What the provider calls it never leaves the server. */
export interface Model {
  /** The target's name in the pipeline. */
  name: string
  label: Readonly<Record<Locale, string>>
  note: Readonly<Record<Locale, string>>
}

export const hasLiveModel = Boolean(process.env.OPENAI_API_KEY)

const live: Model = {
  name: 'gpt',
  label: process.env.OPENAI_BASE_URL ? { zh: '真实模型', en: 'Live model' } : { zh: 'GPT', en: 'GPT' },
  note: { zh: '由服务器上配置的密钥提供', en: 'With the key that this server was given' },
}

const simulated: readonly Model[] = [
  {
    name: 'docs',
    label: { zh: 'Sluice 文档 · 模拟', en: 'Sluice Docs · simulated' },
    note: { zh: '引用文档，回答很快', en: 'Quotes the documentation, quickly' },
  },
  {
    name: 'thinking',
    label: { zh: 'Sluice 思考 · 模拟', en: 'Sluice Thinking · simulated' },
    note: { zh: '先思考，再回答，慢一些', en: 'Thinks before it answers, slower' },
  },
]

/** The models of this server, the default first. */
export const models: readonly Model[] = hasLiveModel ? [live, ...simulated] : simulated
