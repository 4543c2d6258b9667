import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { textMessage } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import { sharedStore } from './store-registry.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const shared = { id: 'thread', scope: 'ada', isPrivate: false }
const hidden = { id: 'own', scope: '', isPrivate: true }

/** Lets what was released go. */
const settled = () => vi.advanceTimersByTimeAsync(0)

describe('a shared store', () => {
  it('is the same for the same owner, scope and id only', () => {
    const owner = {}
    const found = sharedStore(owner, shared)
    expect(sharedStore(owner, { ...shared })).toBe(found)
    expect(sharedStore(owner, { ...shared, id: 'other' })).not.toBe(found)
    expect(sharedStore(owner, { ...shared, scope: 'bob' })).not.toBe(found)
    expect(sharedStore({}, shared)).not.toBe(found)
  })

  it('stays while somebody uses it and goes with the last one', async () => {
    const owner = {}
    const found = sharedStore(owner, shared)
    const [first, second] = [found.retain(), found.retain()]
    first()
    await settled()
    expect(sharedStore(owner, shared)).toBe(found)
    second()
    await settled()
    expect(sharedStore(owner, shared)).not.toBe(found)
  })

  it('survives being let go and taken again at once, as StrictMode does', async () => {
    const owner = {}
    const found = sharedStore(owner, shared)
    found.retain()()
    found.retain()
    await settled()
    expect(sharedStore(owner, shared)).toBe(found)
  })

  it('stays without users while an answer is under way, and goes when it has ended', async () => {
    const owner = {}
    const transport = testTransport()
    const found = sharedStore(owner, shared)
    found.store.configure({ transport })
    const release = found.retain()
    const sent = found.store.sendMessage({ text: 'hi' })
    release()
    await settled()
    transport.sends[0]!.text('Hel')
    await settled()
    expect(sharedStore(owner, shared)).toBe(found)
    expect(transport.sends[0]!.isAborted).toBe(false)
    transport.sends[0]!.finish()
    await sent
    await settled()
    expect(sharedStore(owner, shared)).not.toBe(found)
  })
})

describe('a private store', () => {
  it('goes at once and its answer is stopped', async () => {
    const owner = {}
    const transport = testTransport()
    const found = sharedStore(owner, hidden)
    found.store.configure({ transport })
    const release = found.retain()
    const sent = found.store.sendMessage({ text: 'hi' })
    release()
    await settled()
    await sent
    expect(transport.sends[0]!.isAborted).toBe(true)
    expect(sharedStore(owner, hidden)).not.toBe(found)
  })
})

describe('a store that was never used', () => {
  it('is forgotten after a minute, when another one is asked for', () => {
    const owner = {}
    const found = sharedStore(owner, shared)
    vi.advanceTimersByTime(60_000)
    sharedStore(owner, { ...shared, id: 'b' })
    expect(sharedStore(owner, shared)).toBe(found)
    vi.advanceTimersByTime(1)
    sharedStore(owner, { ...shared, id: 'c' })
    expect(sharedStore(owner, shared)).not.toBe(found)
  })
})

describe('a shared store whose last words are being written', () => {
  it('is still found, and stays for who comes back', async () => {
    const owner = {}
    const storage = memoryStorage()
    const options = { ...shared, storage, messages: [textMessage('user', 'a')] }
    const found = sharedStore(owner, options)
    const letWrite = storage.hold()
    found.retain()()
    await settled()
    expect(sharedStore(owner, options)).toBe(found)
    const release = found.retain()
    letWrite()
    await settled()
    expect(sharedStore(owner, options)).toBe(found)
    release()
  })
})
