import type { UIMessage } from '@sluice/core/ui'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../test-support/memory-storage.ts'
import { startKeeper, storedThread } from '../test-support/start-keeper.ts'
import { textMessage } from '../test-support/transcript.ts'
import type { StoredRun, StoredThread } from './chat-storage.ts'

const question = textMessage('user', 'a')
const answer = textMessage('assistant', 'b')
const run: StoredRun = { idempotencyKey: 'k', parentId: 'a', messageId: 'b', lastEventId: 'run-1.3' }
const growing: UIMessage = { ...answer, parts: [{ type: 'text', text: 'Hel', state: 'streaming' }] }
/** A conversation whose answer was growing when its page went away. */
const leftThread = (more?: Partial<StoredRun>): StoredThread => ({
  nodes: [
    { message: question, parentId: null },
    { message: growing, parentId: 'a', isPartial: true },
  ],
  headId: 'b',
  run: { ...run, ...more },
})
const idsIn = (storage: ReturnType<typeof memoryStorage>) =>
  storage.threads.get('thread')?.nodes.map(({ message }) => message.id)

describe('messages that are given', () => {
  it('are shown at once, and let the stored conversation go on where it was', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, tree, shown } = startKeeper(storage, [question])
    expect([keeper.state.status, shown()]).toEqual(['ready', ['user: a']])
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a', 'assistant: b'])
    expect(tree.path()[0]).toBe(question)
    await keeper.save()
    expect(storage.saves).toEqual([])
    expect(idsIn(storage)).toEqual(['a', 'b', 'c'])
  })

  it('are a greeting: what was said after it is there after a reload, and stays when more is said', async () => {
    const greeting = textMessage('assistant', 'hello')
    const nodes = [
      { message: { ...greeting }, parentId: null },
      { message: question, parentId: 'hello' },
      { message: answer, parentId: 'a' },
    ]
    const storage = memoryStorage({ thread: { nodes, headId: 'b' } })
    const { keeper, tree, shown } = startKeeper(storage, [greeting])
    await keeper.hydrate()
    tree.append(textMessage('user', 'x'), tree.headId)
    await keeper.save()
    expect(shown()).toEqual(['assistant: hello', 'user: a', 'assistant: b', 'user: x'])
    expect(idsIn(storage)).toEqual(['hello', 'a', 'b', 'x'])
    expect(storage.saves.map(({ changed }) => changed.map(({ message }) => message.id))).toEqual([['x']])
  })

  it('stay in view where the stored conversation went another way, which is kept as a branch', async () => {
    const storage = memoryStorage({ thread: { ...storedThread, run } })
    const { keeper, tree, shown, onLoaded } = startKeeper(storage, [question, textMessage('assistant', 'd')])
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a', 'assistant: d'])
    expect(tree.siblings('d')).toEqual(['b', 'c', 'd'])
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(undefined)
    await keeper.save()
    expect(idsIn(storage)).toEqual(['a', 'b', 'c', 'd'])
    expect(storage.threads.get('thread')?.headId).toBe('d')
  })

  it('stay in view where they go further than what is stored', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, tree, shown } = startKeeper(storage, [question, answer, textMessage('user', 'x')])
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: x'])
    expect(tree.siblings('b')).toEqual(['b', 'c'])
  })

  it.each<[string, UIMessage]>([
    ['none', { ...question, id: undefined as never }],
    ['another', textMessage('user', 'x')],
  ])('with %s for an id stand beside all that is stored, which is not lost', async (_, given) => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, tree } = startKeeper(storage, [given])
    const id = tree.headId
    await keeper.save()
    expect(tree.path().map((message) => message.id)).toEqual([id])
    expect(idsIn(storage)).toEqual(['a', 'b', 'c', id])
  })

  it('keep what they say, and where, and are written so', async () => {
    const newer: UIMessage = { ...answer, metadata: { sluice: { model: 'm' } } }
    const nodes = [
      { message: question, parentId: null },
      { message: textMessage('user', 'between'), parentId: 'a' },
      { message: answer, parentId: 'between' },
      { message: textMessage('user', 'x'), parentId: 'b' },
    ]
    const storage = memoryStorage({ thread: { nodes, headId: 'x' } })
    const { keeper, tree, shown } = startKeeper(storage, [question, newer])
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a', 'assistant: b', 'user: x'])
    expect(tree.path()[1]).toBe(newer)
    await keeper.save()
    expect(storage.saves.map(({ changed }) => changed)).toEqual([[{ message: newer, parentId: 'a', isPartial: false }]])
  })

  it('that have no text to compare are no reason to fail', async () => {
    const ring: Record<string, unknown> = {}
    ring.self = ring
    const given = { ...question, metadata: ring } as UIMessage
    const { keeper, shown } = startKeeper(memoryStorage({ thread: storedThread }), [given])
    await keeper.hydrate()
    expect([keeper.state.status, shown()]).toEqual(['ready', ['user: a', 'assistant: b']])
  })

  it('survive a damaged store that goes round in a ring', async () => {
    const nodes = [
      { message: textMessage('user', 'x'), parentId: 'y' },
      { message: textMessage('user', 'y'), parentId: 'x' },
    ]
    const { keeper, shown } = startKeeper(memoryStorage({ thread: { nodes, headId: 'x' } }), [question])
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a'])
  })

  it('give way to what takes the place of everything, and only then what is stored goes', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, tree } = startKeeper(storage, [question])
    const loaded = keeper.hydrate()
    keeper.supersede()
    tree.reset([textMessage('user', 'x')])
    await loaded
    await keeper.save()
    expect(idsIn(storage)).toEqual(['x'])
  })

  it('let another tab change what was stored of them', async () => {
    const storage = memoryStorage({ thread: storedThread })
    const { keeper, tree } = startKeeper(storage, [{ ...question }, { ...answer }])
    await keeper.hydrate()
    const changed: UIMessage = { ...answer, metadata: { sluice: { model: 'm' } } }
    const change = { changed: [{ message: changed, parentId: 'a' }], removedIds: [], headId: 'b' }
    storage.tell('thread', { type: 'changed', change })
    expect(tree.path()[1]).toEqual(changed)
  })
})

describe('what was said after given messages before it was known what is stored', () => {
  it('stays in view, with what is stored beside it', async () => {
    const storage = memoryStorage({ thread: { ...storedThread, run } })
    const { keeper, tree, shown, onLoaded } = startKeeper(storage, [question])
    tree.append(textMessage('assistant', 'x'), 'a')
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a', 'assistant: x'])
    expect(tree.siblings('x')).toEqual(['b', 'c', 'x'])
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(undefined)
  })

  it('is answered in view, although nothing of the answer is there yet', async () => {
    const { keeper, run: ownRun, shown, onLoaded } = startKeeper(memoryStorage({ thread: leftThread() }), [question])
    ownRun.mockReturnValue({ idempotencyKey: 'own', parentId: 'a' })
    await keeper.hydrate()
    expect(shown()).toEqual(['user: a'])
    expect(onLoaded).toHaveBeenCalledExactlyOnceWith(undefined)
  })
})

describe('an answer that was under way after given messages', () => {
  async function load(thread: StoredThread, given: readonly UIMessage[]) {
    const { keeper, tree, onLoaded } = startKeeper(memoryStorage({ thread }), given)
    await keeper.hydrate()
    expect(onLoaded).toHaveBeenCalledTimes(1)
    return { tree, run: onLoaded.mock.lastCall?.[0], answer: tree.nodes.get('b')?.message }
  }

  it('goes on', async () => {
    expect(await load(leftThread(), [question])).toMatchObject({
      tree: { headId: 'b' },
      run,
      answer: { parts: [{ text: 'Hel', state: 'done' }] },
    })
  })

  it('does not go on where other messages are in view, and is marked as interrupted', async () => {
    const { run, answer } = await load(leftThread(), [question, textMessage('user', 'x')])
    expect(run).toBe(undefined)
    expect(answer?.metadata?.sluice?.ending).toBe('interrupted')
  })

  it('does not go on if it is given itself, and whole', async () => {
    const whole: UIMessage = { ...answer, parts: [{ type: 'text', text: 'Hello', state: 'done' }] }
    expect(await load(leftThread(), [question, whole])).toMatchObject({ run: undefined, answer: whole })
  })

  it('goes on if it is given and a text in it is open', async () => {
    expect((await load(leftThread(), [question, growing])).run).toEqual(run)
  })

  it('goes on if what is given of it was there before', async () => {
    const base = { parts: 1 }
    expect((await load(leftThread({ base }), [question, answer])).run).toEqual({ ...run, base })
  })
})
