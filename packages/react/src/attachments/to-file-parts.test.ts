import { ChatError, isChatError } from '@sluice/core'
import type { FileUIPart } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { beginnings, file } from '../test-support/given-files.ts'
import { settled } from '../test-support/settled.ts'
import { attachmentProblem } from './attachment-problem.ts'
import { type AttachmentOptions, toFileParts } from './to-file-parts.ts'

const png = file('a.png', 'image/png')
const text = file('b.txt', 'text/plain', 'hi')
const mebibyte = 1_048_576

/** What `toFileParts` throws. */
async function failure(...given: Parameters<typeof toFileParts>): Promise<unknown> {
  return toFileParts(...given).then(
    () => expect.unreachable('The files were taken.'),
    (error: unknown) => error,
  )
}
const problem = async (...given: Parameters<typeof toFileParts>) => attachmentProblem(await failure(...given))

/** An `upload` that is answered step by step. */
function uploads() {
  const started: { name: string; mediaType: string; signal: AbortSignal; done: (url: string) => void }[] = []
  const failed: ((error: unknown) => void)[] = []
  const upload: AttachmentOptions['upload'] = (given, { signal, mediaType }) =>
    new Promise((resolve, reject) => {
      started.push({ name: (given as File).name, mediaType, signal, done: resolve })
      failed.push(reject)
    })
  return { upload, started, failed, names: () => started.map(({ name }) => name) }
}

describe('files as parts', () => {
  it('are data URLs with their types and names, in their order', async () => {
    expect(await toFileParts([png, text])).toEqual([
      { type: 'file', mediaType: 'image/png', filename: 'a.png', url: `data:image/png;base64,${btoa(beginnings.png)}` },
      { type: 'file', mediaType: 'text/plain', filename: 'b.txt', url: `data:text/plain;base64,${btoa('hi')}` },
    ])
  })

  it('have the types that they really have', async () => {
    const parts = await toFileParts([file('a.png', 'image/png', beginnings.jpeg), file('b', '', beginnings.pdf)])
    expect(parts.map(({ mediaType, url }) => [mediaType, url.split(';')[0]])).toEqual([
      ['image/jpeg', 'data:image/jpeg'],
      ['application/pdf', 'data:application/pdf'],
    ])
  })

  it('have no name where a blob has none', async () => {
    const [part] = await toFileParts([new Blob(['hi'], { type: 'text/plain' })])
    expect(part).toEqual({ type: 'file', mediaType: 'text/plain', url: 'data:text/plain;base64,aGk=' })
    expect(Object.keys(part!)).not.toContain('filename')
  })

  it('that are parts already stay as they are and count for no limit', async () => {
    const ready: FileUIPart = { type: 'file', mediaType: 'audio/mp3', url: 'https://a.example/x.mp3' }
    const limits = { maxFiles: 1, maxTotalBytes: png.size, accept: 'image/*' }
    const parts = await toFileParts([ready, png, ready], limits)
    expect([parts[0], parts[1]!.filename, parts[2]]).toEqual([ready, 'a.png', ready])
    expect(parts[0]).toBe(ready)
  })

  it('are none for none', async () => {
    expect(await toFileParts([])).toEqual([])
  })
})

describe('a file that may not be sent', () => {
  it('maxFiles: is one too many', async () => {
    const [first, second, third] = ['1', '2', '3'].map((name) => file(name, 'image/png'))
    expect(await toFileParts([first!, second!], { maxFiles: 2 })).toHaveLength(2)
    expect(await problem([first!, second!, third!], { maxFiles: 2 })).toEqual({
      reason: 'too-many',
      filename: '3',
      limit: 2,
    })
    const ten = Array.from({ length: 10 }, () => text)
    expect(await toFileParts(ten)).toHaveLength(10)
    expect(await problem([...ten, text])).toMatchObject({ reason: 'too-many', limit: 10 })
  })

  it('maxFileBytes: is too large', async () => {
    expect(await toFileParts([text], { maxFileBytes: 2 })).toHaveLength(1)
    expect(await problem([text], { maxFileBytes: 1 })).toEqual({ reason: 'too-large', filename: 'b.txt', limit: 1 })
    const large = (size: number) => new File([' '.repeat(size)], 'c.txt', { type: 'text/plain' })
    expect(await toFileParts([large(2 * mebibyte)])).toHaveLength(1)
    expect(await problem([large(2 * mebibyte + 1)])).toMatchObject({ reason: 'too-large', limit: 2 * mebibyte })
    const upload = async () => 'https://files.example/c.txt'
    expect(await toFileParts([large(2 * mebibyte + 1)], { upload })).toHaveLength(1)
    expect(await problem([large(20 * mebibyte + 1)], { upload })).toMatchObject({ limit: 20 * mebibyte })
  })

  it('maxTotalBytes: is too large together with the others', async () => {
    expect(await toFileParts([text, text], { maxTotalBytes: 4 })).toHaveLength(2)
    const last = file('c.txt', 'text/plain', '3')
    expect(await problem([text, text, last], { maxTotalBytes: 4 })).toEqual({
      reason: 'total-too-large',
      filename: 'c.txt',
      limit: 4,
    })
    const large = new File([' '.repeat(1.25 * mebibyte)], 'd.txt', { type: 'text/plain' })
    expect(await toFileParts([large, large])).toHaveLength(2)
    expect(await problem([large, large, last])).toMatchObject({ reason: 'total-too-large', limit: 2.5 * mebibyte })
  })

  it('accept: is of another type, or not what it says', async () => {
    expect(await toFileParts([text], { accept: ['.txt'] })).toHaveLength(1)
    expect(await problem([png, text], { accept: ['image/*'] })).toEqual({ reason: 'type', filename: 'b.txt' })
    expect(await problem([file('a.zip', 'application/zip', 'PK\x03\x04')])).toMatchObject({ reason: 'type' })
    expect(await problem([file('a.svg', 'image/svg+xml', '<svg/>')])).toMatchObject({ reason: 'type' })
    expect(await problem([file('a.png', 'image/png', '<html>')])).toMatchObject({ reason: 'type' })
    expect(await problem([file('a.txt', 'text/plain', beginnings.png)], { accept: 'text/*' })).toMatchObject({
      reason: 'type',
    })
  })

  it('is empty', async () => {
    expect(await problem([file('a.png', 'image/png', '')])).toEqual({ reason: 'empty', filename: 'a.png' })
  })

  it('cannot be read', async () => {
    const broken = file('a.png', 'image/png')
    const cause = new DOMException('It was moved.', 'NotReadableError')
    broken.slice = () => ({ arrayBuffer: () => Promise.reject(cause) }) as unknown as Blob
    const error = await failure([broken])
    expect(attachmentProblem(error)).toEqual({ reason: 'unreadable', filename: 'a.png' })
    expect((error as ChatError).cause).toMatchObject({ cause })
  })

  it('is told of by a ChatError that says so to users', async () => {
    const error = await failure([file('a.png', 'image/png', '')])
    expect(isChatError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'bad-request', message: 'a.png cannot be sent: empty.' })
    expect(await failure([new Blob([])])).toMatchObject({ message: 'A file cannot be sent: empty.' })
  })

  it('is no problem of other errors', () => {
    for (const other of [
      new ChatError('network', ''),
      new ChatError('network', '', { cause: 'x' }),
      new Error(),
      null,
    ]) {
      expect(attachmentProblem(other)).toBeUndefined()
    }
  })
})

describe('a limit', () => {
  it.each(['maxFiles', 'maxFileBytes', 'maxTotalBytes'])('%s is at least 1, or none at all', async (name) => {
    for (const value of [0, -1, Number.NaN]) {
      expect(await failure([], { [name]: value })).toEqual(
        new RangeError(`attachments: ${name} must be at least 1, got ${value}`),
      )
    }
    const tiny = file('a.txt', 'text/plain', 'a')
    expect(await toFileParts([tiny], { [name]: 1 })).toHaveLength(1)
    expect(await toFileParts([tiny], { [name]: Number.POSITIVE_INFINITY })).toHaveLength(1)
  })
})

describe('upload', () => {
  const five = ['1', '2', '3', '4', '5'].map((name) => file(name, 'image/png'))

  it('gives the address that is sent, for what the file really is', async () => {
    const upload: AttachmentOptions['upload'] = async (given, { mediaType }) =>
      mediaType === 'image/jpeg'
        ? { url: 'https://cdn.example/x.webp', mediaType: 'image/webp' }
        : `https://cdn.example/${(given as File).name}`
    const jpeg = file('b.png', 'image/png', beginnings.jpeg)
    expect(await toFileParts([png, jpeg], { upload })).toEqual([
      { type: 'file', mediaType: 'image/png', filename: 'a.png', url: 'https://cdn.example/a.png' },
      { type: 'file', mediaType: 'image/webp', filename: 'b.png', url: 'https://cdn.example/x.webp' },
    ])
  })

  it('is called for at most three files at a time, and keeps their order', async () => {
    const { upload, started, names } = uploads()
    const parts = toFileParts(five, { upload })
    await expect.poll(names).toEqual(['1', '2', '3'])
    for (const name of ['3', '1', '2']) started.find((each) => each.name === name)!.done(`https://a.example/${name}`)
    await expect.poll(names).toEqual(['1', '2', '3', '4', '5'])
    for (const name of ['5', '4']) started.find((each) => each.name === name)!.done(`https://a.example/${name}`)
    expect((await parts).map(({ url }) => url.at(-1))).toEqual(['1', '2', '3', '4', '5'])
  })

  it('is called for no file if one of them may not be sent', async () => {
    const { upload, started } = uploads()
    expect(await problem([...five, file('bad', 'image/png', 'no')], { upload })).toMatchObject({ filename: 'bad' })
    expect(started).toEqual([])
  })

  it('that fails lets all fail: the others are called off and no more begins', async () => {
    const { upload, started, failed } = uploads()
    const error = failure(five, { upload })
    await expect.poll(() => started).toHaveLength(3)
    const cause = new Error('503')
    failed[1]!(cause)
    expect(attachmentProblem(await error)).toEqual({ reason: 'upload-failed', filename: '2' })
    expect(await error).toMatchObject({ code: 'network', cause: { cause } })
    expect(started[0]!.signal.aborted).toBe(true)
    started[0]!.done('https://a.example/1')
    await settled()
    expect(started).toHaveLength(3)
  })

  it.each(['http://a.example/x', '/x.png', 'blob:https://a.example/1', 'https://', '', undefined as never])(
    'that gives "%s" as an address has failed',
    async (url) => {
      expect(await problem([png], { upload: async () => url })).toEqual({ reason: 'bad-url', filename: 'a.png' })
    },
  )

  it('that throws at once has failed, too', async () => {
    const upload = () => {
      throw new Error('no')
    }
    expect(await problem([png], { upload })).toMatchObject({ reason: 'upload-failed' })
  })

  it('may change a file and give it as a data URL', async () => {
    const [part] = await toFileParts([png], { upload: async () => 'data:image/png;base64,AA==' })
    expect(part!.url).toBe('data:image/png;base64,AA==')
  })
})

describe('an abort', () => {
  it('ends it with the reason of the signal, also if the upload does not heed it', async () => {
    const controller = new AbortController()
    const { upload, started } = uploads()
    const error = failure([png], { upload, signal: controller.signal })
    await expect.poll(() => started).toHaveLength(1)
    const reason = new Error('changed my mind')
    controller.abort(reason)
    expect(await error).toBe(reason)
    expect(started[0]!.signal.reason).toBe(reason)
  })

  it('that was before it begins lets nothing begin', async () => {
    const { upload, started } = uploads()
    const reason = new Error('too late')
    expect(await failure([png], { upload, signal: AbortSignal.abort(reason) })).toBe(reason)
    expect(started).toEqual([])
  })

  it('is listened to no more when all is done', async () => {
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions) => {
      listeners.add(listener)
      options?.signal?.addEventListener('abort', () => listeners.delete(listener))
      add(type as 'abort', listener, options)
    }
    await toFileParts([png], { signal })
    expect(listeners.size).toBe(0)
  })
})
