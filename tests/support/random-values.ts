import type { JsonObject, JsonValue } from '@sluice/core'
import { createRandom } from '@sluice/core/testing'

/** Values by chance, the same for the same seed. */
export interface RandomValues {
  chance(share: number): boolean
  /** A whole number from 0 to `most`. */
  upTo(most: number): number
  pick<const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number]
  /** Some of the fields. */
  some<Fields extends object>(fields: Fields): Partial<Fields>
  text(): string
  json(depth?: number): JsonValue
  record(depth?: number): JsonObject
  /** The text in pieces of 1 to `longest` UTF-16 units. */
  cut(text: string, longest: number): string[]
}

const words = [
  'the ',
  'cat',
  ' — ',
  '你好，',
  '世界',
  '👩‍👩‍👧',
  '𝒳',
  'é',
  'مرحبا ',
  '\n\n',
  '"',
  '\\',
  '\u0001',
  '</p>',
  ': ',
  '',
] as const
// No quotation marks: the AI SDK takes one in a name for the name's end.
const names = ['a', 'b', 'city', '名', 'with space', 'new\nline', 'back\\slash', '', '🙂'] as const
const numbers = [0, 1, -1, 42, -0.5, 3.25, 1e-7, 123_456_789_012, 0.1] as const

export function createRandomValues(seed: number): RandomValues {
  const random = createRandom(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const chance = (share: number) => random() < share
  const pick = <const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] =>
    items[upTo(items.length - 1)]
  const text = () => Array.from({ length: upTo(6) }, () => pick(words)).join('')
  const record = (depth = 2): JsonObject =>
    Object.fromEntries(Array.from({ length: upTo(3) }, () => [pick(names), json(depth - 1)]))
  function json(depth = 2): JsonValue {
    const scalars = [text, () => pick(numbers), () => chance(0.5), () => null] as const
    const nested = [() => record(depth), () => Array.from({ length: upTo(3) }, () => json(depth - 1))] as const
    return depth > 0 ? pick([...scalars, ...nested])() : pick(scalars)()
  }

  return {
    chance,
    upTo,
    pick,
    some: <Fields extends object>(fields: Fields) =>
      Object.fromEntries(Object.entries(fields).filter(() => chance(0.4))) as Partial<Fields>,
    text,
    json,
    record,
    cut(whole, longest) {
      const pieces: string[] = []
      for (let rest = whole; rest !== ''; ) {
        const length = 1 + upTo(longest - 1)
        pieces.push(rest.slice(0, length))
        rest = rest.slice(length)
      }
      return pieces
    },
  }
}
