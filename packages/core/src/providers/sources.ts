import type { SourceEvent } from '../chat/event.ts'
import { isText } from './fields.ts'

// Far more than any answer has.
const mostSources = 1_000

/**
 * Makes a function that tells of the sources of one answer: each once, and at most 1,000. One that has no web address is
 * left out, because it is shown as a link, and no other scheme has any business there.
 */
export function createSources(): (url: unknown, title: unknown) => SourceEvent[] {
  const known = new Set<string>()
  return (url, title) => {
    if (!isText(url) || !/^https?:\/\//i.test(url) || known.has(url) || known.size >= mostSources) return []
    known.add(url)
    return [{ type: 'source', id: `source-${known.size}`, url, title: isText(title) ? title : undefined }]
  }
}
