import type { Locale } from './locale.ts'

type Words = Readonly<Record<Locale, string>>

/** A model as visitors know it. What the provider calls it never leaves the server. */
export interface Model {
  /** The target's name in the pipeline. */
  name: string
  label: Words
  /** Whose it is, and how it is asked. */
  note: Words
  /** Whether a simulator answers in its place. */
  isSimulated: boolean
}

/** The variables that a server was given. */
export type Environment = Readonly<Record<string, string | undefined>>

const both = (words: string): Words => ({ zh: words, en: words })

/** For an address of one's own, behind which there may be any model. */
const liveElsewhere = {
  label: { zh: '真实模型', en: 'Live model' },
  note: { zh: '服务器上配置的地址', en: 'At the address this server was given' },
} as const

const live = {
  gpt: { keyVariable: 'OPENAI_API_KEY', label: both('GPT'), note: both('OpenAI · Chat Completions') },
  claude: { keyVariable: 'ANTHROPIC_API_KEY', label: both('Claude'), note: both('Anthropic · Messages') },
  ernie: {
    keyVariable: 'QIANFAN_API_KEY',
    label: { zh: '文心 ERNIE', en: 'ERNIE' },
    note: { zh: '百度千帆 V2', en: 'Baidu Qianfan V2' },
  },
  qwen: {
    keyVariable: 'DASHSCOPE_API_KEY',
    label: { zh: '通义千问 Qwen', en: 'Qwen' },
    note: { zh: '阿里云 DashScope · 兼容模式', en: 'Alibaba DashScope · compatible mode' },
  },
  deepseek: { keyVariable: 'DEEPSEEK_API_KEY', label: both('DeepSeek'), note: both('DeepSeek · Chat Completions') },
} as const

const simulated = {
  docs: {
    label: { zh: 'Sluice 文档', en: 'Sluice Docs' },
    note: { zh: '引用文档，回答很快', en: 'Quotes the documentation, quickly' },
  },
  thinking: {
    label: { zh: 'Sluice 思考', en: 'Sluice Thinking' },
    note: { zh: '先思考，再回答，慢一些', en: 'Thinks before it answers, slower' },
  },
  deluxe: {
    label: { zh: 'Sluice 天价', en: 'Sluice Deluxe' },
    note: { zh: '每个回答不到 ¥1，用来看预算', en: 'Up to ¥1 an answer: to see a budget at work' },
  },
  'simulated-gpt-mini': { label: both('GPT-5 mini'), note: both('OpenAI · Chat Completions') },
  'simulated-gpt': {
    label: both('GPT-5'),
    note: { zh: 'OpenAI · Responses，先思考', en: 'OpenAI · Responses, thinks first' },
  },
  'simulated-claude': {
    label: both('Claude'),
    note: { zh: 'Anthropic · Messages，先思考', en: 'Anthropic · Messages, thinks first' },
  },
  'simulated-ernie': {
    label: { zh: '文心 ERNIE 4.5', en: 'ERNIE 4.5' },
    note: { zh: '百度千帆 V2 · bce-v3 密钥', en: 'Baidu Qianfan V2 · bce-v3 key' },
  },
  'simulated-ernie-v1': {
    label: { zh: '文心 ERNIE 4.0', en: 'ERNIE 4.0' },
    note: { zh: '百度千帆 V1 · AK/SK 签名', en: 'Baidu Qianfan V1 · AK/SK signature' },
  },
  'simulated-qwen': {
    label: { zh: '通义千问 Qwen', en: 'Qwen' },
    note: { zh: '阿里云 DashScope · 兼容模式', en: 'Alibaba DashScope · compatible mode' },
  },
  'simulated-deepseek': {
    label: both('DeepSeek'),
    note: { zh: 'DeepSeek · 先思考', en: 'DeepSeek · thinks first' },
  },
} as const

export type LiveName = keyof typeof live
export type SimulatedName = keyof typeof simulated

const liveNames = Object.keys(live) as LiveName[]
export const simulatedNames = Object.keys(simulated) as SimulatedName[]

export function isSimulatedName(value: unknown): value is SimulatedName {
  return simulatedNames.some((name) => name === value)
}

/** The variables that bring live models. */
export const keyVariables: readonly string[] = liveNames.map((name) => live[name].keyVariable)

/** The live models whose keys an environment has. */
export function liveNamesIn(environment: Environment): LiveName[] {
  return liveNames.filter((name) => Boolean(environment[live[name].keyVariable]?.trim()))
}

/** The models of a server with this environment, the default first. */
export function modelsIn(environment: Environment): Model[] {
  const chosen = liveNamesIn(environment).map((name) => {
    const { label, note } = name === 'gpt' && environment.OPENAI_BASE_URL ? liveElsewhere : live[name]
    return { name, label, note, isSimulated: false }
  })
  return [...chosen, ...Object.entries(simulated).map(([name, model]) => ({ name, ...model, isSimulated: true }))]
}

/** The models of this server. */
export const models: readonly Model[] = modelsIn(process.env)
