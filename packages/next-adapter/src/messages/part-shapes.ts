import * as z from 'zod'
import { isRecord } from './record.ts'

export const nameShape = z.string().min(1).max(256)

const address = z.string().regex(/^(?:https?:|data:)/, 'must be an http(s) or data address')
const text = z.string().optional()
const flag = z.boolean().optional()

// One mistake is enough: zod would list those of a million items, which takes it seconds.
const few = <Item extends z.ZodType>(item: Item) => z.array(z.unknown()).max(1_000).pipe(z.array(item))
const byProvider = (isFine: (value: unknown) => boolean, is: string) =>
  z
    .custom((value) => isRecord(value) && Object.values(value).every(isFine), `must hold ${is} for each provider`)
    .optional()
const providerMetadata = byProvider(isRecord, 'an object')
const providerReference = byProvider((value) => typeof value === 'string', 'an id')

const block = z.looseObject({ text: z.string(), state: z.enum(['streaming', 'done']).optional(), providerMetadata })
const file = z.looseObject({
  mediaType: nameShape,
  url: address,
  filename: text,
  providerReference,
  providerMetadata,
})
const citation = z.looseObject({ source: z.looseObject({ id: z.string(), url: text, title: text }) })

const approval = z.looseObject({ id: nameShape, approved: flag, reason: text })
const call = {
  toolCallId: nameShape,
  title: text,
  toolMetadata: z.custom(isRecord, 'must be an object').optional(),
  providerExecuted: flag,
  callProviderMetadata: providerMetadata,
  resultProviderMetadata: providerMetadata,
}
/** What is said of a tool's call, by how far it has come. What goes into a tool and comes out of it is for its own schemas. */
const toolCall = z.discriminatedUnion('state', [
  z.looseObject({ ...call, state: z.literal('input-streaming'), rawInput: text }),
  z.looseObject({ ...call, state: z.literal('input-available') }),
  z.looseObject({ ...call, state: z.literal('approval-requested'), approval }),
  z.looseObject({ ...call, state: z.literal('approval-responded'), approval: approval.required({ approved: true }) }),
  z.looseObject({
    ...call,
    state: z.literal('output-available'),
    preliminary: flag,
    approval: approval.optional(),
  }),
  z.looseObject({ ...call, state: z.literal('output-error'), errorText: z.string(), approval: approval.optional() }),
  // A provider may deny a call that nobody was asked about.
  z.looseObject({ ...call, state: z.literal('output-denied'), approval: approval.optional() }),
])

const steering = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  file.extend({ type: z.literal('file') }),
])

const shapes: Readonly<Record<string, z.ZodType>> = {
  text: block.extend({ citations: few(citation).optional() }),
  reasoning: block.extend({ id: text }),
  file,
  'reasoning-file': file,
  'source-url': z.looseObject({ sourceId: z.string(), url: z.string(), title: text, providerMetadata }),
  'source-document': z.looseObject({
    sourceId: z.string(),
    mediaType: z.string(),
    title: z.string(),
    filename: text,
    providerMetadata,
  }),
  'dynamic-tool': z.intersection(z.looseObject({ toolName: nameShape }), toolCall),
  custom: z.looseObject({ kind: nameShape.includes('.'), providerMetadata }),
  'steering-message': z.looseObject({ id: z.string().max(256), parts: few(steering) }),
  'step-start': z.looseObject({}),
}
const data = z.looseObject({ id: text })

/** What a part of this type must have for code to rely on its type; `undefined` for a type that is not known here. */
export function shapeOf(type: string): z.ZodType | undefined {
  if (Object.hasOwn(shapes, type)) return shapes[type]
  if (type.startsWith('tool-')) return toolCall
  return type.startsWith('data-') ? data : undefined
}
