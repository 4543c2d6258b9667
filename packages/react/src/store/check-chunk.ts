import { ChatError } from '@sluice/core'
import type { StandardSchema, UIMessage, UIMessageChunk } from '@sluice/core/ui'
import { isData } from './well-formed.ts'

/** What an application expects of answers. */
export interface Expectations {
  metadata: StandardSchema | undefined
  /** By the names of data parts without `data-`. */
  data: Readonly<Record<string, StandardSchema | undefined>> | undefined
}

/**
 * Holds what has come against what the application expects. Waits only for schemas that do.
 *
 * @throws ChatError `server` naming what is wrong
 */
export function checkChunk(
  chunk: UIMessageChunk,
  message: () => UIMessage,
  { metadata, data }: Expectations,
): undefined | Promise<void> {
  if (isData(chunk)) return check(data?.[chunk.type.slice('data-'.length)], chunk.data, chunk.type)
  if (!('messageMetadata' in chunk)) return undefined
  // What Sluice says is not the application's to describe.
  const { sluice: _, ...own } = message().metadata ?? {}
  return Object.keys(own).length === 0 ? undefined : check(metadata, own, 'metadata')
}

function check(schema: StandardSchema | undefined, value: unknown, name: string): undefined | Promise<void> {
  const result = schema?.['~standard'].validate(value)
  if (result instanceof Promise) return result.then(({ issues }) => refuse(issues, name))
  refuse(result?.issues, name)
  return undefined
}

function refuse(issues: readonly { readonly message: string }[] | undefined, name: string): void {
  const [issue] = issues ?? []
  if (issue !== undefined) throw new ChatError('server', `The server sent unexpected ${name}: ${issue.message}`)
}
