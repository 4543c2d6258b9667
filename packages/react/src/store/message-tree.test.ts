import type { UIMessage } from '@sluice/core/ui'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { createMessageTree, type MessageNode } from './message-tree.ts'

const message = (id: string) => textMessage('user', id)
const node = (id: string, parentId: string | null): MessageNode => ({ message: message(id), parentId })
const ids = (path: readonly UIMessage[]) => path.map(({ id }) => id)

describe('a message tree', () => {
  it('begins empty', () => {
    const tree = createMessageTree()
    expect([tree.path(), tree.headId, tree.nodes.size]).toEqual([[], null, 0])
  })

  it('shows the way from a first message to the head', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b'].map(message))
    tree.append(message('c'), 'a')
    expect(ids(tree.path())).toEqual(['a', 'c'])
    tree.setHead('b')
    expect(ids(tree.path())).toEqual(['a', 'b'])
    tree.setHead(null)
    expect(tree.path()).toEqual([])
    expect(tree.nodes.size).toBe(3)
  })

  it('gives the same array until something changes', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b'].map(message))
    const path = tree.path()
    tree.setHead('b')
    tree.replace('b', path[1]!)
    tree.replace('nowhere', message('x'))
    expect(tree.path()).toBe(path)
    tree.replace('b', message('b'))
    expect(tree.path()).not.toBe(path)
  })

  it('puts a message with another id where the old one was, and keeps the head', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b'].map(message))
    tree.replace('b', message('c'))
    expect([ids(tree.path()), tree.headId, [...tree.nodes.keys()]]).toEqual([['a', 'c'], 'c', ['a', 'c']])
  })

  it('does not move the head when a message elsewhere is replaced', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b'].map(message))
    tree.append(message('c'), 'a')
    tree.replace('b', message('d'))
    expect(ids(tree.path())).toEqual(['a', 'c'])
  })
})

describe('restoring', () => {
  it('takes nodes in any order and the head that goes with them', () => {
    const tree = createMessageTree()
    tree.append(message('old'), null)
    tree.restore([node('c', 'a'), node('b', 'a'), node('a', null)], 'b')
    expect(ids(tree.path())).toEqual(['a', 'b'])
    expect(tree.nodes.has('old')).toBe(false)
  })

  it.each([
    ['an unknown head', [node('a', null), node('b', 'a')], 'gone', ['a', 'b']],
    ['no head', [node('a', null), node('b', 'a')], null, ['a', 'b']],
    ['a parent that is missing', [node('b', 'gone'), node('c', 'b')], 'c', ['b', 'c']],
    ['nothing', [], 'gone', []],
  ])('makes the best of %s', (_, nodes, headId, path) => {
    const tree = createMessageTree()
    tree.restore(nodes, headId)
    expect(ids(tree.path())).toEqual(path)
  })

  it('of a ring comes to an end', () => {
    const tree = createMessageTree()
    tree.restore([node('a', 'b'), node('b', 'a')], 'b')
    expect(tree.path().length).toBeLessThanOrEqual(3)
    tree.restore([node('a', 'a')], 'a')
    expect(tree.path().length).toBeLessThanOrEqual(2)
  })

  it('of whatever was stored gives a path of known messages that ends', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const nodes = fc.array(fc.record({ id, parentId: fc.option(id) }), { maxLength: 8 })
    fc.assert(
      fc.property(nodes, fc.option(id), (stored, headId) => {
        const tree = createMessageTree()
        tree.restore(
          stored.map((each) => node(each.id, each.parentId)),
          headId,
        )
        const path = tree.path()
        expect(path.length).toBeLessThanOrEqual(tree.nodes.size + 1)
        for (const each of path) expect(tree.nodes.get(each.id)?.message).toBe(each)
        expect(path.at(-1)?.id ?? null).toBe(tree.headId)
      }),
    )
  })
})

/** The same conversation, said as plainly as possible: a list of parents and one of versions. */
interface Model {
  parents: Map<string, string | null>
  versions: Map<string, UIMessage>
  headId: string | null
}

function pathOf({ parents, versions, headId }: Model): UIMessage[] {
  const path: UIMessage[] = []
  for (let id = headId; id !== null; id = parents.get(id) ?? null) path.unshift(versions.get(id)!)
  return path
}

describe('any sequence of changes', () => {
  it('leaves the tree as a simple model says', () => {
    const change = fc.record({ kind: fc.constantFrom('append', 'replace', 'head', 'reset'), at: fc.nat(9) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const tree = createMessageTree()
        const model: Model = { parents: new Map(), versions: new Map(), headId: null }
        for (const [index, { kind, at }] of changes.entries()) {
          const known = [null, ...model.versions.keys()]
          const target = known[at % known.length] ?? null
          const fresh = message(`m${index}`)
          if (kind === 'append') {
            tree.append(fresh, target)
            add(model, fresh, target)
          } else if (kind === 'head') {
            tree.setHead(target)
            model.headId = target
          } else if (kind === 'replace' && target !== null) {
            const next = message(target)
            tree.replace(target, next)
            model.versions.set(target, next)
          } else if (kind === 'reset') {
            tree.reset([fresh])
            model.parents.clear()
            model.versions.clear()
            add(model, fresh, null)
          }
          expect(tree.path()).toEqual(pathOf(model))
          expect(tree.path().map((each) => model.versions.get(each.id) === each)).not.toContain(false)
          expect(tree.headId).toBe(model.headId)
        }
      }),
    )
  })
})

function add(model: Model, added: UIMessage, parentId: string | null): void {
  model.parents.set(added.id, parentId)
  model.versions.set(added.id, added)
  model.headId = added.id
}

describe('messages that are given', () => {
  it('never take the place of one another, whatever their ids', () => {
    const tree = createMessageTree()
    const [a, b, c] = [textMessage('user', 'a'), textMessage('assistant', 'b'), textMessage('user', 'c')]
    tree.reset([a, { ...b, id: a.id }, { ...c, id: undefined as unknown as string }])
    expect(transcript(tree.path())).toEqual(['user: a', 'assistant: b', 'user: c'])
    expect(new Set(tree.nodes.keys()).size).toBe(3)
  })
})

describe('the branches of a message tree', () => {
  const forked = () => {
    const tree = createMessageTree()
    tree.restore(
      [node('q', null), node('a', 'q'), node('b', 'q'), node('a2', 'a'), node('b2', 'b'), node('a3', 'a')],
      'b2',
    )
    return tree
  }

  it('stand beside each other in the order in which they were written', () => {
    const tree = forked()
    expect(tree.siblings('a')).toEqual(['a', 'b'])
    expect(tree.siblings('a3')).toEqual(['a2', 'a3'])
    expect(tree.siblings('q')).toEqual(['q'])
    expect(tree.siblings('nowhere')).toEqual([])
  })

  it('keep that order when a message gets another version', () => {
    const tree = forked()
    tree.replace('a', message('a'))
    expect(tree.siblings('a')).toEqual(['a', 'b'])
  })

  it('are gone through to their newest last message', () => {
    const tree = forked()
    expect(tree.leafOf('a')).toBe('a3')
    expect(tree.leafOf('b')).toBe('b2')
    expect(tree.leafOf('q')).toBe('a3')
    expect(tree.leafOf('b2')).toBe('b2')
  })

  it('are not gone round for ever where a damaged store holds a ring', () => {
    const tree = createMessageTree()
    tree.restore([node('a', 'b'), node('b', 'a')], 'a')
    expect(['a', 'b']).toContain(tree.leafOf('a'))
  })
})

describe('a message tree that somebody else changes', () => {
  it('takes what was added, put in place and removed', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b', 'c'].map(message))
    const newer = { ...message('b'), parts: [{ type: 'text' as const, text: 'newer' }] }
    tree.adopt([{ message: newer, parentId: 'a' }, node('d', 'b')], ['c'], 'd')
    expect(ids(tree.path())).toEqual(['a', 'b', 'd'])
    expect(tree.path()[1]).toBe(newer)
  })

  it('shows its last message where the head is gone', () => {
    const tree = createMessageTree()
    tree.reset(['a', 'b'].map(message))
    tree.adopt([], ['b'], 'b')
    expect(ids(tree.path())).toEqual(['a'])
  })
})
