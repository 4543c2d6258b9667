import { ChatError } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import * as z from 'zod'
import { parse } from './parse.ts'
import { nameShape, shapeOf } from './part-shapes.ts'
import { plainData } from './plain-data.ts'
import { withSoundFacts } from './sluice-metadata.ts'

// Far above what a model can read, and low enough for what walks through them once more.
const most = 10_000

/** A list that may be one of messages. */
export const messageListShape = z.array(z.unknown()).max(most)

const messageShape = z.looseObject({
  id: z.string().max(256),
  role: z.enum(['system', 'user', 'assistant']),
  parts: messageListShape,
})
const partShape = z.looseObject({ type: nameShape })

export interface MessageListOptions {
  /** Whether types of parts that are not known here are refused. */
  isStrict?: boolean | undefined
}

/**
 * The messages as they can be relied on. One message and one part at a time, and no further than the first mistake: a
 * list of all mistakes in a long conversation would cost more than the conversation.
 *
 * @throws ChatError `bad-request` naming the field that is wrong, by its place in what is at `path`.
 */
export function messageList(
  list: readonly unknown[],
  path: string,
  options: MessageListOptions = {},
): UIMessage<unknown>[] {
  const ids = new Set<string>()
  return list.map((item, index) => {
    const at = `${path}[${index}]`
    const message = plainData(item, at)
    const { id, parts, metadata } = parse(messageShape, message, at)
    // What is said of a message by its id would be true of two.
    if (ids.has(id)) throw new ChatError('bad-request', `${at}.id: another message has it.`)
    ids.add(id)
    for (const [position, part] of parts.entries()) checkPart(part, `${at}.parts[${position}]`, options)
    const sound = withSoundFacts(metadata)
    return (sound === metadata ? message : { ...(message as object), metadata: sound }) as UIMessage<unknown>
  })
}

function checkPart(part: unknown, path: string, { isStrict = false }: MessageListOptions): void {
  const { type } = parse(partShape, part, path)
  const shape = shapeOf(type)
  if (shape !== undefined) parse(shape, part, path)
  else if (isStrict) throw new ChatError('bad-request', `${path}.type: is not known.`)
}
