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
  reasoning: z.looseObject({ text: z.string() }),
  file: z.looseObject({ mediaType: name, url: address, filename: z.string().optional() }),
  'dynamic-tool': tool.extend({ toolName: name }),
}

const part = z.looseObject({ type: name }).superRefine((value, context) => {
  const known = Object.hasOwn(partShapes, value.type) ? partShapes[value.type] : undefined
  const shape = known ?? (value.type.startsWith('tool-') ? tool : undefined)
  for (const issue of shape?.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue, code: 'custom' })
})

const body = z.looseObject({
  id: z.string().max(256).optional(),
  messages: z
    .array(
      z.looseObject({
        id: z.string().max(256),
        role: z.enum(['system', 'user', 'assistant']),
        parts: z.array(part),
        metadata: z.unknown().optional(),
      }),
    )
    .min(1),
  trigger: z.enum(['submit-message', 'regenerate-message']).optional(),
  messageId: z.string().max(256).optional(),
  model: name.optional(),
})

/**
 * Parses what a chat client posted.
 *
 * @throws ChatError `bad-request` naming the field that is wrong.
 */
export function parseChatBody(json: unknown): ChatBody {
  const { success, data, error } = body.safeParse(json)
  // Parts that no model gets to see stay as they are, whatever they hold.
  if (success) return data as ChatBody
  const [issue] = error.issues
  throw new ChatError('bad-request', `${pathOf(issue?.path ?? [])}: ${issue?.message ?? 'is not valid'}.`)
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`), 'body')
}
