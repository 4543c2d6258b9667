import type { ChatError } from '@sluice/core'
import type { StandardSchema } from '@sluice/core/ui'
import { refusal } from './parse.ts'
import { isLargerThan } from './plain-data.ts'

// Libraries collect all mistakes, and a long list of the wrong type is as many: seconds for what fits into one body.
const mostValues = 100_000

/** What the schema makes of the value, or the error that says why it does not fit. What the schema throws is thrown. */
export async function heldAgainst(
  schema: StandardSchema,
  value: unknown,
  path: string,
): Promise<{ value: unknown } | ChatError> {
  if (isLargerThan(mostValues, value)) return refusal(path, { message: `holds more than ${mostValues} values` })
  const result = await schema['~standard'].validate(value)
  return result.issues === undefined ? { value: result.value } : refusal(path, result.issues[0])
}
