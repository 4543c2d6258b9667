import { createMessageBuilder } from '@sluice/core/ui'
import { parsePartialJson } from 'ai'
import fc from 'fast-check'
import { expect, it } from 'vitest'

/* A tool's input while it streams, beside the AI SDK's reading of the same text. */

/** What we show of the input at every place where the stream may stand. */
function inputs(text: string): unknown[] {
  const call = { toolCallId: 'c', toolName: 't' }
  const builder = createMessageBuilder({ id: 'm', role: 'assistant', parts: [] })
  builder.apply({ type: 'tool-input-start', ...call })
  return Array.from(text, (inputTextDelta) => {
    builder.apply({ type: 'tool-input-delta', toolCallId: 'c', inputTextDelta })
    const [part] = builder.snapshot().parts
    return part !== undefined && 'input' in part ? part.input : undefined
  })
}

// A quotation mark in a name is the name's end to the AI SDK, and a plus sign the number's.
const names = fc.string({ unit: 'grapheme' }).filter((name) => !name.includes('"') && name !== '__proto__')
const numbers = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((number) => !String(number).includes('e+'))
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'grapheme' }), numbers, fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(names, tie('json'), { maxKeys: 4 }),
  ),
}))

it('is read as the AI SDK reads it, at every place where a stream may stand', async () => {
  const spaced = fc
    .tuple(json, fc.constantFrom(undefined, 2, '\t'))
    .map(([value, space]) => JSON.stringify(value, null, space))
  await fc.assert(
    fc.asyncProperty(spaced, async (text) => {
      const ours = inputs(text)
      const units = Array.from(text)
      for (const [index, input] of ours.entries()) {
        const prefix = units.slice(0, index + 1).join('')
        const { value } = await parsePartialJson(prefix)
        expect({ prefix, input }).toEqual({ prefix, input: value })
      }
    }),
    { numRuns: 50 },
  )
})
