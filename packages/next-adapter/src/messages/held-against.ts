import type { ChatError } from '@sluice/core'
import type { StandardSchema } from '@sluice/core/ui'
import { refusal } from './parse.ts'

/** What the schema makes of the value, or the error that says why it does not fit. What the schema throws is thrown. */
export async function heldAgainst(
  schema: StandardSchema,
  value: unknown,
  path: string,
): Promise<{ value: unknown } | ChatError> {
  const result = await schema['~standard'].validate(value)
  return result.issues === undefined ? { value: result.value } : refusal(path, result.issues[0])
}
