import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ChatErrorCode, createMemoryLedgerStore, createPipeline } from '@sluice/core'
import { createRandom, type Fault, type SimulatedRequest, simulatedProvider } from '@sluice/core/testing'
import { anthropic, createChatRoute, keyPool, openai, qianfan } from '@sluice/next-adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking, until } from '../support/chat-http.ts'
import { mixedFaults, numberIn, questionOf } from '../support/mixed-faults.ts'
import { readAnswer } from '../support/read-answer.ts'
import { type Served, serve } from '../support/serve.ts'

/*
 * Many users, and three providers of which every fifth call fails, in every way there is. The first provider is away for half
 * of the time. Each question has an answer of its own, so that a wrong, cut, doubled or mixed-up one is seen.
 */

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const rounds = 4
const perRound = 500
const atOnce = 100
const names = ['gpt', 'claude', 'ernie'] as const
type Name = (typeof names)[number]
const silent = { warn: () => {}, error: () => {} }

// Some users leave: these when the answer has got stuck, those before there is any.
const leavesInside = (number: number) => number % 25 === 7
const leavesBefore = (number: number) => number % 25 === 19

// What the providers grant is not what this is about.
const ample = Object.fromEntries(
  ['requests', 'tokens'].flatMap((what) => [
    [`x-ratelimit-limit-${what}`, '1000000'],
    [`x-ratelimit-remaining-${what}`, '1000000'],
    [`anthropic-ratelimit-${what}-limit`, '1000000'],
    [`anthropic-ratelimit-${what}-remaining`, '1000000'],
  ]),
)

let latest = 0
/** In the middle of each round: it goes and comes back while others are being served. */
const isAway = () => latest % perRound >= perRound / 4 && latest % perRound < (perRound * 3) / 4

function createProvider(seed: number) {
  const random = createRandom(seed)
  const planned = mixedFaults(seed)
  const faults = (request: SimulatedRequest): Fault | undefined => {
    if (seed === 1 && isAway()) return random() < 0.5 ? { type: 'network' } : { type: 'status', status: 503 }
    if (leavesInside(numberIn(request.prompt))) return { type: 'stall', after: 3 }
    if (leavesBefore(numberIn(request.prompt))) return { type: 'slow-headers', delayMs: 60_000 }
    return planned(request)
  }
  return simulatedProvider({ faults, seed, headers: ample, firstTokenMs: 2, tokensPerSecond: 5_000 })
}
// New ones for each round: they keep their latest calls.
const createProviders = () => ({ gpt: createProvider(1), claude: createProvider(2), ernie: createProvider(3) })
let providers = createProviders()

const open: Served[] = []
const observed = new Map<string, number>()
const unhandled: unknown[] = []
const onUnhandled = (reason: unknown) => void unhandled.push(reason)
let app: Served
let pipeline: ReturnType<typeof createPipeline<Name>>

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled)
  // The one that goes away is behind a socket of its own.
  const first = await serve((request) => providers.gpt(request))
  const count = (what: string) => observed.set(what, (observed.get(what) ?? 0) + 1)
  pipeline = createPipeline({
    targets: {
      gpt: openai('gpt-5-mini', { baseUrl: `${first.url}/v1`, apiKey: keyPool(['sk-first-0123', 'sk-second-0123']) }),
      claude: anthropic('claude-sonnet-4-5', {
        fetch: (...call) => providers.claude(...call),
        apiKey: 'sk-ant-0123456789',
      }),
      ernie: qianfan('ernie-5.0', {
        fetch: (...call) => providers.ernie(...call),
        apiKey: 'bce-v3/ALTAK-1/0123456789',
      }),
    },
    order: names,
    // What is kept on purpose is not left behind.
    ledger: createMemoryLedgerStore({ maxRecords: 10 }),
    limit: { gpt: { concurrency: 20 }, claude: { concurrency: 40 }, ernie: { concurrency: 40 } },
    retry: { baseMs: 10, throttleBaseMs: 20, maxDelayMs: 200 },
    // Where every fifth call fails anyhow, a few in a row are no sign of anything: those that were given up come together.
    breaker: { consecutive: false, ratio: { minCalls: 20, windowMs: 2_000 }, openMs: 50, maxOpenMs: 200 },
    clocks: { headersMs: 700, firstTokenMs: 700, idleMs: 700 },
    callMs: 8_000,
    random: createRandom(4),
    logger: silent,
    onEvent: (event) => void count(event.type === 'fell-back' && event.isAfterContent ? 'started again' : event.type),
  })
  app = await serve(createChatRoute({ handler: pipeline, logger: silent }).POST)
  open.push(app, first)
})
afterAll(async () => {
  process.off('unhandledRejection', onUnhandled)
  for (const served of open) await served.close()
})

interface Reading {
  number: number
  /** `undefined` of a whole answer. */
  code: ChatErrorCode | 'left' | undefined
  /** Whether what has been shown, in the end or when the user left, is the right answer, or the beginning of it. */
  isRight: boolean
  tookMs: number
}

/** One user with one question. Whoever gets no end at all fails the test. */
async function ask(number: number): Promise<Reading> {
  latest = number
  const startMs = performance.now()
  const leave = new AbortController()
  const limit = setTimeout(() => leave.abort(new Error(`Question ${number} hangs.`)), 15_000)
  const leaving = leavesBefore(number) ? setTimeout(() => leave.abort(), 30) : undefined
  let shown = ''
  const reading = (code: Reading['code'], text: string): Reading => ({
    number,
    code,
    isRight: code === undefined ? text === questionOf(number) : questionOf(number).startsWith(text),
    tookMs: performance.now() - startMs,
  })
  try {
    const response = await fetch(`${app.url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...asking(questionOf(number)), model: names[number % names.length] }),
      signal: leave.signal,
    })
    const answer = await readAnswer(response, ({ type }, textSoFar) => {
      if (!leavesInside(number) || type !== 'text-delta') return
      shown = textSoFar()
      leave.abort()
    })
    return reading(answer.code, answer.text)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return reading('left', shown)
    throw error
  } finally {
    clearTimeout(limit)
    clearTimeout(leaving)
  }
}

/** A round: new providers, the same pipeline, always as many users at once. */
async function playRound(round: number): Promise<Reading[]> {
  providers = createProviders()
  const readings: Reading[] = []
  let next = round * perRound
  const user = async (index: number) => {
    // Not all in the same instant: nobody could serve them within the time that the clocks leave.
    await new Promise((resolve) => setTimeout(resolve, index * 5))
    while (next < (round + 1) * perRound) readings.push(await ask(next++))
  }
  await Promise.all(Array.from({ length: atOnce }, (_, index) => user(index)))
  return readings
}

/** What must be true when everybody has been served. */
async function expectNothingLeft(): Promise<void> {
  const working = () => names.flatMap((name) => providers[name].calls.filter(({ ending }) => ending === 'open'))
  await until('every call is over', () => pipeline.snapshot().active === 0)
  await until('no provider is at work', () => working().length === 0)
  for (const { active, lanes } of Object.values(pipeline.snapshot().targets)) {
    const inLanes = lanes.flatMap((lane) => [lane.active, lane.limiter.active, lane.limiter.queued])
    expect([active, ...inLanes].every((left) => left === 0)).toBe(true)
  }
}

describe('2,000 questions to providers that fail', () => {
  const all: Reading[] = []
  const heaps: number[] = []
  const answeredByFirst: number[] = []

  beforeAll(async () => {
    for (let round = 0; round < rounds; round++) {
      all.push(...(await playRound(round)))
      await expectNothingLeft()
      answeredByFirst.push(providers.gpt.calls.filter(({ ending }) => ending === 'complete').length)
      collectGarbage()
      heaps.push(process.memoryUsage().heapUsed)
    }
  }, 90_000)

  it('all end, none later than it may', () => {
    expect(all).toHaveLength(rounds * perRound)
    expect(Math.max(...all.map(({ tookMs }) => tookMs))).toBeLessThan(12_000)
  })

  it('get their own answer, exactly and once, or a part of it and a known error', () => {
    expect(all.filter(({ isRight }) => !isRight)).toEqual([])
    expect(all.filter(({ code }) => code === 'internal')).toEqual([])
  })

  it('are nearly all answered, although one of the providers is away for half of the time', () => {
    const stayed = all.filter(({ code }) => code !== 'left')
    expect(all.length - stayed.length).toBeGreaterThan(rounds * perRound * 0.06)
    const failed = stayed.flatMap(({ code }) => (code === undefined ? [] : [code]))
    expect(1 - failed.length / stayed.length, failed.join()).toBeGreaterThanOrEqual(0.99)
    // And it is asked again once it is back.
    expect(Math.min(...answeredByFirst)).toBeGreaterThan(10)
  })

  it('have met all that stands between them and a provider', () => {
    const decisions = [
      'attempt-queued',
      'retry-scheduled',
      'gate-closed',
      'breaker-changed',
      'fell-back',
      'started again',
    ]
    expect(decisions.filter((decision) => (observed.get(decision) ?? 0) < 20)).toEqual([])
    expect(observed.get('call-ended')).toBe(observed.get('call-started'))
  })

  it('leave nothing behind', () => {
    expect(unhandled).toEqual([])
    // The first rounds warm up: code is compiled, sockets are opened.
    expect(heaps[3]! - heaps[1]!).toBeLessThan(2_000_000)
  })
})
