import { inspect } from 'node:util'
import { createPipeline, type Fetch, generate, type Logger } from '@sluice/core'
import { type ChatRouteOptions, createChatRoute } from '@sluice/next-adapter'
import type { Canaries } from './canaries.ts'
import { createCanaryTargets } from './canary-targets.ts'
import { serve } from './serve.ts'

/*
 * An application with many secrets, which says all it knows: a program of its own, so that nothing escapes the test
 * that reads what it prints. Each scenario has an application of its own, at its name.
 */

interface Setup {
  secrets: Canaries
  vendors: string
  /** An address at which nobody listens. */
  closed: string
}
const { secrets, vendors, closed }: Setup = JSON.parse(process.env.CANARY_SETUP ?? '')

const say = (what: string, details?: unknown) => void process.stdout.write(`${what}: ${everythingIn(details)}\n`)
const logger: Logger = { warn: say, error: say }

function everythingIn(value: unknown): string {
  const shown = inspect(value, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null })
  return `${shown}\n${JSON.stringify(value)}\n${value instanceof Error ? `${value.stack}\n${everythingIn(value.cause)}` : ''}`
}

/** Fails as some runtimes and most logging fetches do: with all that it was asked. */
const throwing: Fetch = async (url, init) => {
  throw failureOf(url, init)
}
/** Says nothing in words, and has it all with it. */
const carrying: Fetch = async (url, init) => {
  const config = { url, headers: Object.fromEntries(new Headers(init.headers)) }
  const errors = [new Error(JSON.stringify(config))]
  throw Object.assign(new AggregateError(errors, 'fetch failed'), { config, request: new Request(url, init) })
}
/** Fails as the first in the middle of the answer. */
const tearing: Fetch = async (url, init) => {
  if (!isChat(url)) return fetch(url, init)
  const body = new ReadableStream({ pull: (controller) => controller.error(failureOf(url, init)) })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
const isChat = (url: string) => /\/(chat\/|responses|messages)/.test(url)

function failureOf(url: string, init: RequestInit): Error {
  const sent = `${url} ${JSON.stringify([...new Headers(init.headers)])}`
  const cause = Object.assign(new TypeError(`Failed to parse URL from ${sent}`), {
    input: url,
    code: 'ERR_INVALID_URL',
  })
  return new TypeError(`request to ${sent} failed`, { cause: new AggregateError([new Error(sent)], sent, { cause }) })
}

const malformed = (mark: string) =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [name, secret.slice(0, 20) + mark + secret.slice(20)]),
  ) as unknown as Canaries

function createApp(scenario: string) {
  const settings = {
    refused: { base: closed },
    unknown: { base: 'https://nowhere.invalid' },
    throwing: { fetch: throwing },
    carrying: { fetch: carrying },
    tearing: { fetch: tearing },
    'line-breaks': { secrets: malformed('\n') },
    'chinese-keys': { secrets: malformed('密') },
  }[scenario]
  const targets = createCanaryTargets({ secrets, base: `${vendors}/${scenario}`, ...settings })
  // Every failure is to be seen as it is, and at once.
  const limit = Object.fromEntries(Object.keys(targets).map((name) => [name, { maxWaitMs: 0 }]))
  const onEvent = (observation: unknown) => say('observed', observation)
  const pipeline = createPipeline({ targets, retry: false, breaker: false, limit, onEvent, logger })
  const route: ChatRouteOptions = {
    handler: pipeline,
    prepare: ({ body }) => ({ stream: body.stream !== false }),
    onFinish: (call) => say('finished', call),
  }
  // One that tells all it hears, and one that tells the console.
  return { targets, pipeline, loud: createChatRoute({ ...route, logger }), plain: createChatRoute(route) }
}

const apps = new Map<string, ReturnType<typeof createApp>>()

const server = await serve(async (request) => {
  const [, scenario = '', what, target = ''] = new URL(request.url).pathname.split('/')
  const app = apps.get(scenario) ?? createApp(scenario)
  apps.set(scenario, app)
  const { targets, pipeline } = app
  switch (what) {
    case 'loud':
    case 'plain':
      return app[what].POST(request)
    case 'generate':
      await generate(pipeline, { prompt: 'Hi', target }).then(
        (result) => say('generated', result),
        (error) => say('thrown', error),
      )
      return new Response(null, { status: 204 })
    case 'state': {
      const state = { problems: await pipeline.check(), snapshot: pipeline.snapshot() }
      say('state', { ...state, targets, pipeline })
      return Response.json(state)
    }
    case 'print':
      await request.text().then((text) => {
        console.info(text)
        console.warn(text)
      })
      return new Response(null, { status: 204 })
    default:
      return new Response(null, { status: 404 })
  }
})
process.on('unhandledRejection', (error) => say('unhandled', error))
process.send?.(server.url)
