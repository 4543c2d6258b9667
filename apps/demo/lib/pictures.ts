/** What can be said of a picture without seeing it. */
export interface Picture {
  /** Such as `PNG`. */
  format: string
  bytes: number
  width?: number | undefined
  height?: number | undefined
}

/** The pictures of the last thing that a user said, in any vendor's wire. */
export function picturesIn(body: Readonly<Record<string, unknown>>): Picture[] {
  const turns = [body.messages, body.input].find(Array.isArray) ?? []
  const last: unknown = turns.findLast((turn) => isRecord(turn) && turn.role === 'user')
  return isRecord(last) ? [...find(last.content)] : []
}

function* find(value: unknown): Generator<Picture> {
  if (typeof value === 'string') {
    const [, format, data] = /^data:image\/(\w+);base64,(.+)$/s.exec(value) ?? []
    if (format !== undefined && data !== undefined) yield toPicture(format, data)
  } else if (isRecord(value) && typeof value.data === 'string' && typeof value.media_type === 'string') {
    const [kind, format = ''] = value.media_type.split('/')
    if (kind === 'image') yield toPicture(format, value.data)
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* find(inner)
  }
}

function toPicture(format: string, base64: string): Picture {
  const bytes = Buffer.from(base64, 'base64')
  return { format: format.toUpperCase(), bytes: bytes.length, ...sizeOf(format, bytes) }
}

/** As the file says. Of other formats nobody asks here. */
function sizeOf(format: string, bytes: Buffer): Pick<Picture, 'width' | 'height'> {
  if (format === 'png' && bytes.length >= 24) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  if (format === 'gif' && bytes.length >= 10) return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  if (format !== 'jpeg') return {}
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0
    // The frame headers; the others among them are tables.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
  }
  return {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
