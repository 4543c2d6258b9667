import { newId } from '@sluice/core'
import type { UIMessage, UIPart } from '@sluice/core/ui'

/** A file's key and its data URL. */
export type FileRecord = readonly [key: string, url: string]

const smallest = 1_024

// Under which key a part's file is kept. An answer grows part by part, and the others stay the same objects.
const keys = /* @__PURE__ */ new WeakMap<UIPart, string>()

/** The message with keys in the place of its large data URLs, and these. */
export function splitFiles(message: UIMessage): { message: UIMessage; files: FileRecord[] } {
  const files: FileRecord[] = []
  const parts = message.parts?.map((part) => {
    const url = urlOf(part)
    if (url === undefined || url.length <= smallest || !url.startsWith('data:')) return part
    const key = keys.get(part) ?? newId()
    keys.set(part, key)
    files.push([key, url])
    return { ...part, url: key } as UIPart
  })
  return { message: { ...message, parts }, files }
}

/** The message as it was before it was split. A file that is missing is empty. */
export function joinFiles(
  message: UIMessage,
  keysOfFiles: readonly string[],
  urls: ReadonlyMap<string, string>,
): UIMessage {
  if (keysOfFiles.length === 0) return message
  const parts = message.parts.map((part) => {
    const key = urlOf(part)
    if (key === undefined || !keysOfFiles.includes(key)) return part
    const joined = { ...part, url: urls.get(key) ?? 'data:,' } as UIPart
    keys.set(joined, key)
    return joined
  })
  return { ...message, parts }
}

/** A part's address. Servers and applications put all kinds of things into parts, and all of them are to be kept. */
function urlOf(part: UIPart): string | undefined {
  const { url } = Object(part)
  return typeof url === 'string' ? url : undefined
}
