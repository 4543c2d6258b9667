import type { Price, PriceRates, Target } from '@sluice/core'
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
import { answer, judgedAnswer, thoughtfulAnswer } from './answer.ts'
import type { Fault, FaultSwitch } from './faults/fault-switch.ts'
import { inventedKeys as keys } from './invented-keys.ts'
import type { SimulatedName } from './models.ts'

const quick: SimulatedProviderOptions = { answer, firstTokenMs: 350, tokensPerSecond: 70 }
const judging: SimulatedProviderOptions = { ...quick, answer: judgedAnswer }
const thoughtful: SimulatedProviderOptions = { answer: thoughtfulAnswer, firstTokenMs: 600, tokensPerSecond: 60 }

/** Who answers in the place of the vendors. Each refuses whoever does not show its credential. */
export const simulators: Readonly<Record<SimulatedName, SimulatedProvider>> = {
  docs: simulator(quick),
  thinking: simulator(thoughtful),
  deluxe: simulator(quick),
  'simulated-gpt-mini': simulator({ ...quick, apiKey: keys.openai }),
  'simulated-gpt': simulator({ ...thoughtful, apiKey: keys.openai, tokensPerSecond: 110 }),
  'simulated-claude': simulator({ ...thoughtful, apiKey: keys.anthropic, tokensPerSecond: 90 }),
  'simulated-ernie': simulator({ ...judging, apiKey: keys.qianfan }),
  'simulated-ernie-v1': simulator({
    ...judging,
    accessKeys: { [keys.qianfanAccessKey]: keys.qianfanSecretKey },
    tokensPerSecond: 55,
  }),
  'simulated-qwen': simulator({ ...quick, apiKey: keys.dashscope, tokensPerSecond: 100 }),
  'simulated-deepseek': simulator({ ...thoughtful, apiKey: keys.deepseek, tokensPerSecond: 80 }),
}

/** Targets without a model: everything but the text is real, the vendors' wires and credentials included. */
export function createSimulatedTargets(faults: FaultSwitch): Readonly<Record<SimulatedName, Target>> {
  const fetchOf = (name: SimulatedName) => faulty(name, faults)
  return {
    docs: ownTarget('docs', { input: '0.8', output: '2' }, fetchOf('docs')),
    thinking: ownTarget('thinking', { input: '4', output: '16' }, fetchOf('thinking')),
    deluxe: ownTarget('deluxe', { input: '30', output: '3000' }, fetchOf('deluxe')),
    'simulated-gpt-mini': openai('gpt-5-mini', { apiKey: keys.openai, fetch: fetchOf('simulated-gpt-mini') }),
    'simulated-gpt': openai('gpt-5', {
      api: 'responses',
      apiKey: keys.openai,
      extraBody: { reasoning: { effort: 'low', summary: 'auto' } },
      fetch: fetchOf('simulated-gpt'),
    }),
    'simulated-claude': anthropic('claude-sonnet-5', {
      apiKey: keys.anthropic,
      extraBody: { thinking: { type: 'adaptive' } },
      fetch: fetchOf('simulated-claude'),
    }),
    'simulated-ernie': qianfan('ernie-4.5-turbo-128k', {
      apiKey: keys.qianfan,
      fetch: fetchOf('simulated-ernie'),
    }),
    'simulated-ernie-v1': {
      ...qianfanV1('ERNIE-4.0-8K', {
        auth: bceAuthV1({ accessKeyId: keys.qianfanAccessKey, secretAccessKey: keys.qianfanSecretKey }),
        fetch: fetchOf('simulated-ernie-v1'),
      }),
      // Price lists have dropped it. This is what it cost last.
      price: yuan('baidu', 'ERNIE-4.0-8K', { input: '30', output: '90' }, '2025-02-17'),
    },
    'simulated-qwen': dashscope('qwen-plus', { apiKey: keys.dashscope, fetch: fetchOf('simulated-qwen') }),
    'simulated-deepseek': deepseek('deepseek-flash', {
      apiKey: keys.deepseek,
      fetch: fetchOf('simulated-deepseek'),
    }),
  }
}

/** With a price of our own: no list has one. */
function ownTarget(model: OwnName, rates: PriceRates, fetch: typeof globalThis.fetch): Target {
  const target = openaiCompatible({ provider: 'simulated', model, baseUrl: 'http://simulated.invalid/v1', fetch })
  return { ...target, price: yuan('simulated', model, rates, '2026-11-01') }
}

function yuan(provider: string, model: string, rates: PriceRates, asOf: string): Price {
  return { provider, model, currency: 'CNY', rates, asOf, source: 'this demo' }
}

type OwnName = Exclude<SimulatedName, `simulated-${string}`>

/** The tests set a pace of their own, and wait for no first word. */
function simulator(options: SimulatedProviderOptions): SimulatedProvider {
  const pace = Number(process.env.SLUICE_DEMO_TOKENS_PER_SECOND)
  const paced = pace > 0 ? { ...options, firstTokenMs: 0, tokensPerSecond: pace } : options
  return simulatedProvider({ ...paced, faults: ({ headers }) => readFault(headers) })
}

// All visitors share the simulators, so a call brings along what it shall run into.
const faultHeader = 'x-demo-fault'

function faulty(name: SimulatedName, faults: FaultSwitch): typeof globalThis.fetch {
  return (input, init) => {
    const fault = faults.next(name)
    if (fault === undefined) return simulators[name](input, init)
    const headers = new Headers(init?.headers)
    headers.set(faultHeader, JSON.stringify(fault))
    return simulators[name](input, { ...init, headers })
  }
}

function readFault(headers: Headers): Fault | undefined {
  return JSON.parse(headers.get(faultHeader) ?? 'null') ?? undefined
}
