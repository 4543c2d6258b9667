import { newId } from '@sluice/core'
import type { UIMessage } from '@sluice/core/ui'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRaw, recordsOf } from '../test-support/raw-database.ts'
import type { ChatStorage, ThreadChange } from './chat-storage.ts'
import { indexedDbStorage } from './indexed-db-storage.ts'

let name: string
let storage: ChatStorage
beforeEach(() => {
  name = newId()
  storage = indexedDbStorage({ name })
})

const dataUrl = (length: number, letter = 'A') => `data:image/png;base64,${letter.repeat(length)}`
const image = (url = dataUrl(4_000)) => ({ type: 'file' as const, mediaType: 'image/png', filename: 'cat.png', url })
const text = (words: string) => ({ type: 'text' as const, text: words })
const message = (id: string, ...parts: UIMessage['parts']): UIMessage => ({ id, role: 'user', parts })
const change = (...messages: UIMessage[]): ThreadChange => ({
  changed: messages.map((each) => ({ message: each, parentId: null })),
  removedIds: [],
  headId: messages[0]?.id ?? null,
})
const load = async () => (await storage.load('t'))?.nodes.map((node) => node.message)
async function fileKeys(): Promise<string[]> {
  return Object.keys(await recordsOf(name)).filter((key) => key.startsWith('file/'))
}
/** Collects what is written from now on. */
function watchPuts(): unknown[] {
  const values: unknown[] = []
  const { put } = IDBObjectStore.prototype
  const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    values.push(args[0])
    return put.apply(this, args)
  })
  onTestFinished(() => spy.mockRestore())
  return values
}

describe('a large file in a message', () => {
  it('has a record of its own, and is back in its place after a load', async () => {
    const whole = message('a', text('look'), image(), { ...image(dataUrl(2_000, 'B')), type: 'reasoning-file' })
    await storage.save('t', change(whole))
    expect(await fileKeys()).toHaveLength(2)
    expect(JSON.stringify((await recordsOf(name))['message//t/a'])).not.toContain('AAAA')
    expect(await load()).toEqual([whole])
  })

  it('is written once, however often its message is', async () => {
    const file = image()
    await storage.save('t', change(message('a', file, text('1'))))
    const values = watchPuts()
    for (const words of ['12', '123']) await storage.save('t', change(message('a', file, text(words))))
    expect(values).toHaveLength(2)
    expect(JSON.stringify(values)).not.toContain('AAAA')
    expect(await load()).toEqual([message('a', file, text('123'))])
  })

  it('is not written again for having been loaded', async () => {
    await storage.save('t', change(message('a', image(), text('1'))))
    const [loaded] = (await load())!
    const values = watchPuts()
    await storage.save('t', change({ ...loaded!, parts: [loaded!.parts[0]!, text('2')] }))
    expect(values).toHaveLength(1)
  })

  it('is written again if that failed the first time', async () => {
    const whole = message('a', image())
    const bad = { ...message('bad'), metadata: { onClick() {} } } as UIMessage
    await expect(storage.save('t', change(whole, bad))).rejects.toMatchObject({ name: 'DataCloneError' })
    expect(await fileKeys()).toEqual([])
    await storage.save('t', change(whole))
    expect(await load()).toEqual([whole])
  })

  it('goes when the message no longer has it, and with its message, its conversation and its scope', async () => {
    const fill = () => storage.save('t', change(message('a', image()), message('b', image())))
    await fill()
    expect(await fileKeys()).toHaveLength(2)
    await storage.save('t', change(message('a', text('no more'))))
    expect(await fileKeys()).toHaveLength(1)
    await storage.save('t', { changed: [], removedIds: ['b'], headId: 'a' })
    expect(await fileKeys()).toHaveLength(0)
    await fill()
    await storage.remove('t')
    expect(await fileKeys()).toHaveLength(0)
    await fill()
    await storage.clear()
    expect(await recordsOf(name)).toEqual({})
  })

  it('belongs to its message, also where two have the same', async () => {
    const shared = image()
    await storage.save('t', change(message('a', shared), message('b', shared)))
    await storage.save('t', { changed: [], removedIds: ['a'], headId: 'b' })
    expect(await load()).toEqual([message('b', shared)])
  })

  it('that is missing leaves an empty one, and all else as it was', async () => {
    await storage.save('t', change(message('a', text('look'), image())))
    const database = await openRaw(name)
    const store = database.transaction('chat', 'readwrite').objectStore('chat')
    store.delete(IDBKeyRange.bound(['file'], ['file', []]))
    database.close()
    expect(await load()).toEqual([message('a', text('look'), image('data:,'))])
  })
})

describe('other addresses in a message', () => {
  it('may be none: the message is kept, and all that comes after it', async () => {
    const odd = message('a', { ...image(), url: null } as never, image())
    await storage.save('t', change(odd, message('b', text('and on'))))
    expect(await load()).toEqual([odd, message('b', text('and on'))])
  })

  it('stay where they are', async () => {
    const far = `https://example.com/${'a'.repeat(4_000)}`
    const source = { type: 'source-url' as const, sourceId: 's', url: far }
    const whole = message('a', image(dataUrl(100)), image(far), source)
    await storage.save('t', change(whole))
    expect(await fileKeys()).toEqual([])
    expect(await load()).toEqual([whole])
  })
})
