import {
  type ChatEvent,
  createMemoryRunLog,
  createPipeline,
  type Handler,
  type Logger,
  untilAborted,
} from '@sluice/core'
import { type SimulatedRequest, simulatedProvider } from '@sluice/core/testing'
import type { UIMessage } from '@sluice/core/ui'
import { type ChatRoute, createChatRoute } from '@sluice/next-adapter'
import { simulated } from './chat-http.ts'
import { servePage } from './page-server.ts'

/** A chat page and the route behind it. Users are told apart by their cookie, so that tests can share one. */
export interface ChatServer {
  readonly url: string
  /** What a user's pages have posted, oldest first; what was sent twice is there twice. */
  posts(user: string): readonly Post[]
  /** The questions for which a model was paid, oldest first. */
  calls(user: string): readonly string[]
  /** The runs that have ended. */
  runs(user: string): readonly EndedRun[]
  /** Lets the model pause in its answers to a user when it has said so many characters. Returns a function that lets it go on. */
  hold(user: string, atCharacters: number): () => void
  /** Tears a user's answers under way, as a network does. */
  cut(user: string): void
  /** Takes the next question of a user, and loses the answer to it on its way back, from the first byte on. */
  loseNextAnswer(user: string): void
  /** Reaches a user no more, or again: every request of theirs fails. */
  setReachable(user: string, isReachable: boolean): void
  /** Ends the process with all that it knows, and begins a new one. */
  restart(): void
  close(): Promise<void>
}

export interface Post {
  readonly user: string
  readonly id: string
  readonly trigger: string
  readonly messages: readonly UIMessage[]
}

export interface EndedRun {
  readonly user: string
  readonly question: string
  readonly outcome: string
  /** All that the model has said in it. */
  readonly text: string
}

export interface ChatServerOptions {
  /** @default true */
  hasLog?: boolean
  /** The pace of answers, in pieces: a word has two or so. @default 160 */
  tokensPerSecond?: number
}

const words = ['茶', 'tea', '🍵', 'naïve', '茶叶']
const silent: Logger = { error() {}, warn() {} }

/** What the model says to a question such as `say 100 of tea`: that many words, and to each question others. */
export function answerTo(question: string): string {
  const count = Number(/\d+/.exec(question)?.[0] ?? 10)
  const text = Array.from({ length: count }, (_, index) => `${words[index % words.length]}${index}`).join(' ')
  return `«${question}» ${text}.`
}

/** A question and its whole answer. */
export function answered(question: string): [string, string] {
  return [question, answerTo(question)]
}

/** The answer, or what is missing of it where the model is asked to go on. */
function rest({ messages }: SimulatedRequest): string {
  const asked = messages.findLastIndex(({ role, text }) => role === 'user' && isQuestion(text))
  const said = messages.slice(asked + 1).map(({ role, text }) => (role === 'assistant' ? text : ''))
  return answerTo(messages[asked]!.text).slice(said.join('').length)
}
function isQuestion(text: string): boolean {
  return text.startsWith('say ')
}

export async function serveChat({ hasLog = true, tokensPerSecond = 160 }: ChatServerOptions = {}): Promise<ChatServer> {
  const posts: Post[] = []
  const calls: { user: string; question: string }[] = []
  const runs: EndedRun[] = []
  const unreachable = new Set<string>()
  const losing = new Set<string>()
  const holds = new Map<string, { atCharacters: number; released: Promise<void> }>()
  let running = start()

  function start(): { route: ChatRoute; death: AbortController } {
    const death = new AbortController()
    const provider = simulatedProvider({ answer: rest, tokensPerSecond })
    const pipeline = createPipeline({ targets: { model: simulated(provider) } })
    const handler: Handler = (request, context) => {
      const question = request.messages.map(({ content }) => textOf(content)).findLast(isQuestion) ?? ''
      const user = context.caller?.id ?? ''
      calls.push({ user, question })
      const signal = AbortSignal.any([context.signal, death.signal])
      return heldUp(pipeline(request, { ...context, signal }), user, signal)
    }
    const route = createChatRoute({
      handler,
      logger: silent,
      identify: (request) => ({ id: userOf(request) }),
      ...(hasLog ? { runLog: createMemoryRunLog() } : {}),
      onFinish({ caller, messages, message, outcome }) {
        const question = textOf(messages.findLast(({ role }) => role === 'user')?.parts)
        runs.push({ user: caller?.id ?? '', question, outcome, text: textOf(message?.parts) })
      },
    })
    return { route, death }
  }
  async function* heldUp(events: AsyncIterable<ChatEvent>, user: string, signal: AbortSignal) {
    let characters = 0
    for await (const event of events) {
      const hold = holds.get(user)
      if (event.type === 'text-delta') characters += event.text.length
      if (hold !== undefined && characters > hold.atCharacters) await untilAborted(hold.released, signal)
      yield event
    }
  }
  function reach(request: Request): ChatRoute {
    // Torn, as by a network: the page has no answer.
    if (unreachable.has(userOf(request))) throw new TypeError('The network is gone.')
    return running.route
  }
  const served = await servePage({
    entry: new URL('../../packages/react/src/test-support/chat-page.tsx', import.meta.url),
    route: {
      async POST(request) {
        const { id, trigger, messages } = await request.clone().json()
        posts.push({ user: userOf(request), id, trigger, messages })
        const answer = await reach(request).POST(request)
        if (!losing.delete(userOf(request))) return answer
        await answer.body?.cancel()
        throw new TypeError('The network is gone.')
      },
      GET: async (request) => reach(request).GET(request),
      DELETE: async (request) => reach(request).DELETE(request),
    },
  })
  const of = <Item extends { user: string }>(items: readonly Item[], user: string) =>
    items.filter((item) => item.user === user)
  return {
    url: served.url,
    posts: (user) => of(posts, user),
    calls: (user) => of(calls, user).map(({ question }) => question),
    runs: (user) => of(runs, user),
    hold(user, atCharacters) {
      const { promise, resolve } = Promise.withResolvers<void>()
      holds.set(user, { atCharacters, released: promise })
      return () => {
        holds.delete(user)
        resolve()
      }
    },
    cut: (user) => served.cut((request) => userOf(request) === user),
    loseNextAnswer: (user) => void losing.add(user),
    setReachable(user, isReachable) {
      if (isReachable) unreachable.delete(user)
      else unreachable.add(user)
    },
    restart() {
      running.death.abort(new TypeError('The process was killed.'))
      running = start()
      served.cut()
    },
    close: served.close,
  }
}

function userOf(request: Request): string {
  return /user=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? 'nobody'
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? content : []
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}
