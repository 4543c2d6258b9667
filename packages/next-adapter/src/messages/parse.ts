import { ChatError } from '@sluice/core'
import type { StandardSchemaIssue } from '@sluice/core/ui'
import type * as z from 'zod'

/**
 * The value as the shape has it.
 *
 * @throws ChatError `bad-request` naming the first field that is wrong: `path`, and where it is within.
 */
export function parse<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.infer<Shape> {
  const { success, data, error } = shape.safeParse(value)
  if (success) return data
  throw refusal(path, error.issues[0])
}

/** The error for a value at `path` that is not what it should be. */
export function refusal(path: string, issue: StandardSchemaIssue | undefined): ChatError {
  const { message = 'is not valid', path: within = [] } = issue ?? {}
  const sentence = `${pathOf(path, within)}: ${message}`
  return new ChatError('bad-request', `${sentence.slice(0, longest).replace(/\.$/, '')}.`)
}

// Keys are in it, and may have been made up to be repeated.
const longest = 500

function pathOf(start: string, path: NonNullable<StandardSchemaIssue['path']>): string {
  return path.reduce<string>((text, step) => {
    const key = typeof step === 'object' ? step.key : step
    return text + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)
  }, start)
}
