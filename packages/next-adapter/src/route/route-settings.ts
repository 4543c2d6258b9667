import { consoleLogger, type Logger, newId, redacting, systemClock } from '@sluice/core'
import { checkedSchemas } from '../messages/checked-schemas.ts'
import { carefulLog } from './careful-log.ts'
import type { ChatRouteOptions } from './chat-route-options.ts'
import { resolveCors } from './origin.ts'

/** The options of a route, checked and complete. */
export type RouteSettings = ReturnType<typeof resolveSettings>

/** @throws RangeError for an option out of range; TypeError for options that contradict each other. */
export function resolveSettings(options: ChatRouteOptions) {
  if (typeof options?.handler !== 'function') {
    throw new TypeError('createChatRoute: handler must be a function, such as what createPipeline() gives')
  }
  if (options.handler.needsCaller === true && options.identify === undefined && options.anonymous !== 'shared') {
    throw new TypeError("createChatRoute: the pipeline counts by caller: give identify, or anonymous: 'shared'")
  }
  if (options.runLog !== undefined && options.identify === undefined) {
    throw new TypeError('createChatRoute: a runLog needs identify: only who started a run may read or stop it')
  }
  const clock = options.clock ?? systemClock
  const logger = shielded(options.logger === undefined ? consoleLogger : redacting(options.logger))
  const generateId = safeIds(options.generateId, logger)
  return {
    handler: options.handler,
    messageSchemas: options.messageSchemas && checkedSchemas(options.messageSchemas, 'createChatRoute: messageSchemas'),
    identify: options.identify,
    prepare: options.prepare,
    onFinish: options.onFinish,
    waitUntil: options.waitUntil,
    cors: options.cors && resolveCors(options.cors),
    log: options.runLog && carefulLog(options.runLog, { logger, clock }),
    continueMs: continuation(options),
    commitAfterMs: atLeast(0, 'commitAfterMs', options.commitAfterMs ?? 2_000),
    heartbeatMs: atLeast(1, 'heartbeatMs', options.heartbeatMs ?? 15_000),
    stalledMs: atLeast(1, 'stalledMs', options.stalledMs ?? 60_000),
    maxBodyBytes: atLeast(1, 'maxBodyBytes', options.maxBodyBytes ?? 4_194_304),
    generateId,
    /** The id of a logged run may not be guessed. */
    newRunId: options.runLog === undefined ? () => headerSafe(generateId()) : newId,
    logger,
    clock,
  }
}

/** How long a run goes on that nobody reads. */
function continuation({ runLog, onDisconnect }: ChatRouteOptions): number {
  if (onDisconnect === undefined) return runLog === undefined ? 0 : 60_000
  if (onDisconnect === 'cancel') return 0
  if (runLog === undefined) {
    throw new TypeError(
      'createChatRoute: onDisconnect: { continueMs } needs a runLog: nobody could come back to the run',
    )
  }
  return atLeast(0, 'onDisconnect.continueMs', onDisconnect.continueMs)
}

/** An id that cannot be made must not cost the answer. */
function safeIds(generateId: (() => string) | undefined, logger: Logger): () => string {
  if (generateId === undefined) return newId
  return () => {
    try {
      return generateId()
    } catch (error) {
      logger.error('createChatRoute: generateId threw; an id of our own is used.', error)
      return newId()
    }
  }
}

/** The id of a run is sent in a header, which takes few characters. */
function headerSafe(id: string): string {
  return /^[\x21-\x7e]+$/.test(id) ? id : newId()
}

/** A logger that fails must not take the answer with it. */
function shielded(logger: Logger): Logger {
  const shield = (log: Logger['warn']) => (message: string, details?: unknown) => {
    try {
      log(message, details)
    } catch {
      // There is nowhere left to say so.
    }
  }
  return { warn: shield(logger.warn), error: shield(logger.error) }
}

function atLeast(least: number, name: string, value: number): number {
  if (value >= least && Number.isFinite(value)) return value
  throw new RangeError(`createChatRoute: ${name} must be a number of at least ${least}, got ${value}`)
}
