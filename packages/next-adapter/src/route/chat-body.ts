import { ChatError } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import * as z from 'zod'

/** What a chat client posts. Fields that are not named here are the application's own. */
export interface ChatBody {
  /** The chat's id. */
  id?: string | undefined
  messages: UIMessage<unknown>[]
  trigger?: 'submit-message' | 'regenerate-message' | undefined
  /** The message that is edited or answered anew. */
  messageId?: string | undefined
  /** The name of the target to ask. */
  model?: string | undefined
  [field: string]: unknown
}

const name = z.string().min(1).max(256)
const address = z.string().regex(/^(?:https?:|data:)/, 'must be an http(s) or data address')
const tool = z.looseObject({
  toolCallId: name,
  state: z.enum([
    'input-streaming',
    'input-available',
    'output-available',
    'output-error',
    'approval-requested',
    'approval-responded',
    'output-denied',
  ]),
  errorText: z.string().optional(),
})

/** What the parts that a model gets to see must have. Others are the application's own affair. */
const partShapes: Readonly<Record<string, z.ZodType>> = {
  text: z.looseObject({ text: z.string() }),
  reasoning: z.looseObject({
    text: z.string(),
    providerMetadata: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  }),
  file: z.looseObject({ mediaType: name, url: address, filename: z.string().optional() }),
  'dynamic-tool': tool.extend({ toolName: name }),
}

const anyPart = z.looseObject({ type: name })

const message = z.looseObject({
  id: z.string().max(256),
  role: z.enum(['system', 'user', 'assistant']),
  parts: z.array(z.unknown()).max(10_000),
  metadata: z.unknown().optional(),
})

const envelope = z.looseObject({
  id: z.string().max(256).optional(),
  messages: z.array(z.unknown()).min(1).max(10_000),
  trigger: z.enum(['submit-message', 'regenerate-message']).optional(),
  messageId: z.string().max(256).optional(),
  model: name.optional(),
})

/**
 * Parses what a chat client posted. One message and one part at a time, and no further than the first mistake: a list of
 * all mistakes in a large body would cost more than the body.
 *
 * @throws ChatError `bad-request` naming the field that is wrong.
 */
export function parseChatBody(json: unknown): ChatBody {
  const body = parse(envelope, json, 'body')
  const ids = new Set<string>()
  for (const [index, item] of body.messages.entries()) {
    const path = `body.messages[${index}]`
    const { id, parts } = parse(message, item, path)
    // What is said of a message by its id would be true of two.
    if (ids.has(id)) throw new ChatError('bad-request', `${path}.id: another message has it.`)
    ids.add(id)
    for (const [position, part] of parts.entries()) parsePart(part, `${path}.parts[${position}]`)
  }
  // Parts that no model gets to see stay as they are, whatever they hold.
  return body as ChatBody
}

function parsePart(part: unknown, path: string): void {
  const { type } = parse(anyPart, part, path)
  const known = Object.hasOwn(partShapes, type) ? partShapes[type] : undefined
  const shape = known ?? (type.startsWith('tool-') ? tool : undefined)
  if (shape !== undefined) parse(shape, part, path)
}

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.infer<Shape> {
  const { success, data, error } = shape.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  throw new ChatError('bad-request', `${pathOf(path, issue?.path ?? [])}: ${issue?.message ?? 'is not valid'}.`)
}

function pathOf(start: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), start)
}
