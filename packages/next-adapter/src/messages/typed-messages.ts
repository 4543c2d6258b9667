import { ChatError, isChatError } from '@sluice/core'
import { isDataUIPart, isToolUIPart, type StandardSchema, type UIMessage, type UIPart } from '@sluice/core/ui'
import { heldAgainst } from './held-against.ts'
import type { MessageSchemas } from './message-schemas.ts'
import { isRecord } from './record.ts'
import { asDynamic, typedCall } from './typed-call.ts'

/**
 * The messages as the schemas have them. Looked at one by one, and no further than the first mistake.
 *
 * @throws ChatError `bad-request` naming what does not fit, unless misfits are demoted.
 */
export async function typedMessages(
  messages: readonly UIMessage<unknown>[],
  schemas: MessageSchemas,
  path: string,
): Promise<UIMessage<unknown>[]> {
  const typed: UIMessage<unknown>[] = []
  for (const [index, message] of messages.entries()) {
    typed.push(await typedMessage(message, schemas, `${path}[${index}]`))
  }
  return typed
}

async function typedMessage(
  message: UIMessage<unknown>,
  schemas: MessageSchemas,
  path: string,
): Promise<UIMessage<unknown>> {
  const { metadata, ...rest } = message
  const typed = await typedMetadata(message, schemas, `${path}.metadata`)
  const parts: UIPart[] = []
  for (const [index, part] of message.parts.entries()) {
    const kept = await typedPart(part, schemas, `${path}.parts[${index}]`)
    if (kept !== undefined) parts.push(kept)
  }
  return { ...rest, ...(typed === undefined ? {} : { metadata: typed }), parts }
}

async function typedMetadata(
  { role, metadata }: UIMessage<unknown>,
  { metadata: schema, misfits }: MessageSchemas,
  path: string,
): Promise<unknown> {
  if (schema === undefined || metadata === undefined) return metadata
  const { sluice, ...own } = isRecord(metadata) ? metadata : { own: metadata }
  // What the server says of an answer is there without anything of the application's.
  if (role !== 'user' && Object.keys(own).length === 0) return metadata
  const ours = sluice === undefined ? undefined : { sluice }
  const fit = await heldAgainst(schema, isRecord(metadata) ? own : metadata, path)
  if (!isChatError(fit)) return isRecord(fit.value) ? { ...fit.value, ...ours } : fit.value
  if (misfits === 'demote') return ours
  throw fit
}

async function typedPart(part: UIPart, schemas: MessageSchemas, path: string): Promise<UIPart | undefined> {
  const typed = await fitting(part, schemas, path)
  if (!isChatError(typed)) return typed
  if (schemas.misfits !== 'demote') throw typed
  return isToolUIPart(part) ? asDynamic(part) : undefined
}

async function fitting(part: UIPart, { data, tools }: MessageSchemas, path: string): Promise<UIPart | ChatError> {
  if (isDataUIPart(part) && data !== undefined) return typedData(part, data, path)
  if (isToolUIPart(part) && tools !== undefined) return typedCall(part, tools, path)
  return part
}

async function typedData(
  part: Extract<UIPart, { type: `data-${string}` }>,
  schemas: Readonly<Record<string, StandardSchema>>,
  path: string,
): Promise<UIPart | ChatError> {
  const name = part.type.slice('data-'.length)
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
  if (schema === undefined) return new ChatError('bad-request', `${path}.type: no such data parts are declared.`)
  const fit = await heldAgainst(schema, part.data, `${path}.data`)
  return isChatError(fit) ? fit : { ...part, data: fit.value }
}
