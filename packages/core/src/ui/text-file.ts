import type { FileUIPart } from './ui-message.ts'

/**
 * A text file that travels in its message, written out: models take pictures and PDFs as files, and text as text.
 * `undefined` for all other files.
 */
export function textOfFile({ mediaType, url, filename = 'file' }: FileUIPart): string | undefined {
  if (!isText(mediaType) || !url.startsWith('data:')) return undefined
  const comma = url.indexOf(',')
  const text = url.slice(0, comma).endsWith(';base64')
    ? fromBase64(url.slice(comma + 1))
    : percentDecoded(url.slice(comma + 1))
  return text === undefined ? undefined : `<file name="${filename.replaceAll('"', "'")}">\n${text}\n</file>\n`
}

function isText(mediaType: string): boolean {
  const [type = ''] = mediaType.split(';')
  return type.startsWith('text/') || type === 'application/json' || type.endsWith('+json') || type === 'application/xml'
}

function fromBase64(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return new TextDecoder().decode(bytes)
  } catch {
    // It is no base64, whatever it says: the provider may judge.
    return undefined
  }
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
