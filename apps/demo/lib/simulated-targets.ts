import type { Target } from '@sluice/core'
import { type SimulatedProvider, type SimulatedProviderOptions, simulatedProvider } from '@sluice/core/testing'
import {
  anthropic,
  bceAuthV1,
  dashscope,
  deepseek,
  openai,
  openaiCompatible,
  qianfan,
  qianfanV1,
} from '@sluice/next-adapter'
import { answer, thoughtfulAnswer } from './answer.ts'
import { inventedKeys as keys } from './invented-keys.ts'
import type { SimulatedName } from './models.ts'

const quick: SimulatedProviderOptions = { answer, firstTokenMs: 350, tokensPerSecond: 70 }
const thoughtful: SimulatedProviderOptions = { answer: thoughtfulAnswer, firstTokenMs: 600, tokensPerSecond: 60 }

/** Who answers in the place of the vendors. Each refuses whoever does not show its credential. */
export const simulators: Readonly<Record<SimulatedName, SimulatedProvider>> = {
  docs: simulator(quick),
  thinking: simulator(thoughtful),
  'simulated-gpt-mini': simulator({ ...quick, apiKey: keys.openai }),
  'simulated-gpt': simulator({ ...thoughtful, apiKey: keys.openai, tokensPerSecond: 110 }),
  'simulated-claude': simulator({ ...thoughtful, apiKey: keys.anthropic, tokensPerSecond: 90 }),
  'simulated-ernie': simulator({ ...quick, apiKey: keys.qianfan }),
  'simulated-ernie-v1': simulator({
    ...quick,
    accessKeys: { [keys.qianfanAccessKey]: keys.qianfanSecretKey },
    tokensPerSecond: 55,
  }),
  'simulated-qwen': simulator({ ...quick, apiKey: keys.dashscope, tokensPerSecond: 100 }),
  'simulated-deepseek': simulator({ ...thoughtful, apiKey: keys.deepseek, tokensPerSecond: 80 }),
}

/** Targets without a model: everything but the text is real, the vendors' wires and credentials included. */
export const simulatedTargets: Readonly<Record<SimulatedName, Target>> = {
  docs: ownTarget('docs'),
  thinking: ownTarget('thinking'),
  'simulated-gpt-mini': openai('gpt-5-mini', { apiKey: keys.openai, fetch: simulators['simulated-gpt-mini'] }),
  'simulated-gpt': openai('gpt-5', {
    api: 'responses',
    apiKey: keys.openai,
    extraBody: { reasoning: { effort: 'low', summary: 'auto' } },
    fetch: simulators['simulated-gpt'],
  }),
  'simulated-claude': anthropic('claude-sonnet-5', {
    apiKey: keys.anthropic,
    extraBody: { thinking: { type: 'adaptive' } },
    fetch: simulators['simulated-claude'],
  }),
  'simulated-ernie': qianfan('ernie-4.5-turbo-128k', {
    apiKey: keys.qianfan,
    fetch: simulators['simulated-ernie'],
  }),
  'simulated-ernie-v1': qianfanV1('ERNIE-4.0-8K', {
    auth: bceAuthV1({ accessKeyId: keys.qianfanAccessKey, secretAccessKey: keys.qianfanSecretKey }),
    fetch: simulators['simulated-ernie-v1'],
  }),
  'simulated-qwen': dashscope('qwen-plus', { apiKey: keys.dashscope, fetch: simulators['simulated-qwen'] }),
  'simulated-deepseek': deepseek('deepseek-reasoner', {
    apiKey: keys.deepseek,
    fetch: simulators['simulated-deepseek'],
  }),
}

function ownTarget(model: 'docs' | 'thinking'): Target {
  const baseUrl = 'http://simulated.invalid/v1'
  return openaiCompatible({ provider: 'simulated', model, baseUrl, fetch: simulators[model] })
}

/** The tests set a pace of their own, and wait for no first word. */
function simulator(options: SimulatedProviderOptions): SimulatedProvider {
  const pace = Number(process.env.SLUICE_DEMO_TOKENS_PER_SECOND)
  return simulatedProvider(pace > 0 ? { ...options, firstTokenMs: 0, tokensPerSecond: pace } : options)
}
