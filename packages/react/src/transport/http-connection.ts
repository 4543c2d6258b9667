import { systemClock } from '@sluice/core'
import type {
  ChatTransport,
  ChunkBatches,
  ReconnectOptions,
  SendMessagesOptions,
  StopRunOptions,
} from './chat-transport.ts'
import type { HttpProtocol } from './http-protocol.ts'
import { type Asked, httpRequest } from './http-request.ts'
import type { AnyUIMessage, HttpTransportOptions } from './http-transport-options.ts'
import { watchIdle } from './idle-watch.ts'
import { reachServer } from './reach-server.ts'
import { contentType, noAnswer, refusal } from './refusal.ts'

/** A transport that can do all that a transport may. */
export interface HttpTransport extends ChatTransport {
  sendMessages(options: SendMessagesOptions): Promise<ChunkBatches>
  reconnectToStream(options: ReconnectOptions): Promise<ChunkBatches | null>
  stopRun(options: StopRunOptions): Promise<void>
}

/** A transport to a chat's route, whatever the protocol of its answers. */
export function httpConnection<Message extends AnyUIMessage>(
  options: HttpTransportOptions<Message>,
  protocol: HttpProtocol,
): HttpTransport {
  const { idleTimeoutMs = 60_000, clock = systemClock } = options
  if (!(idleTimeoutMs > 0)) throw new RangeError(`httpTransport: idleTimeoutMs must be above 0, got ${idleTimeoutMs}`)
  /** Whether the server logs runs, as far as its answers have shown. */
  let logsRuns: boolean | undefined
  /** The send whose answer was last to be stopped. */
  let stoppedKey: string | undefined

  function ask(asked: Asked & { method: 'POST' }): Promise<ChunkBatches>
  function ask(asked: Asked): Promise<ChunkBatches | null>
  async function ask(asked: Asked): Promise<ChunkBatches | null> {
    const isPost = asked.method === 'POST'
    const watch = watchIdle(idleTimeoutMs, clock, asked.abortSignal)
    try {
      const request = await httpRequest(options, asked)
      const response = await reachServer(request, watch, {
        ...options,
        clock,
        // Whoever rejoins an answer has a patience of its own.
        ...(!isPost && { resend: false }),
        isKnownAgain: Boolean(logsRuns && asked.idempotencyKey),
      })
      if (!response.ok) throw await refusal(response, clock)
      if (response.body && protocol.contentType.test(contentType(response))) {
        return protocol.read(response.body, {
          watch,
          clock,
          onLogged(isLogged) {
            // A run may outgrow its log: the server has one all the same.
            logsRuns ||= isLogged
          },
        })
      }
      if (isPost || response.status !== 204) throw noAnswer(response)
      watch.end()
      return null
    } catch (error) {
      watch.end()
      asked.abortSignal?.throwIfAborted()
      throw error
    }
  }

  return {
    sendMessages: (send) => ask({ ...send, method: 'POST' }),
    reconnectToStream: (reconnect) => ask({ ...reconnect, method: 'GET' }),
    async stopRun(stop) {
      const { idempotencyKey } = stop
      // Without a log the run ends with its connection. And once is enough, unless it has failed.
      if (logsRuns === false || (idempotencyKey && idempotencyKey === stoppedKey)) return
      stoppedKey = idempotencyKey
      try {
        await ask({ ...stop, method: 'DELETE' })
      } catch {
        stoppedKey = undefined
        // The answer has ended on this side. Where the server cannot be told, its run ends when nobody comes back for it.
      }
    },
  }
}
