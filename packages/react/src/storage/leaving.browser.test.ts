import { newId } from '@sluice/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { indexedDbStorage } from './indexed-db-storage.ts'

const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

/**
 * A page of its own with an answer that grows in it. It says `ready` when the beginning of the answer is stored; `last` is
 * what it does before that.
 */
function pageWithAnswer(name: string, last: string): string {
  return `<script type="module">
    import { createMessageTree } from ${source('../store/message-tree.ts')}
    import { indexedDbStorage } from ${source('./indexed-db-storage.ts')}
    import { createThreadKeeper } from ${source('./thread-keeper.ts')}
    const answer = (text) => ({ id: 'b', role: 'assistant', parts: [{ type: 'text', text }] })
    const tree = createMessageTree()
    const storage = indexedDbStorage({ name: ${JSON.stringify(name)} })
    const keeper = createThreadKeeper({ threadId: 't', storage, tree, growingId: () => 'b', onChange() {} })
    await keeper.hydrate()
    tree.append({ id: 'a', role: 'user', parts: [] }, null)
    tree.append(answer('Once'), 'a')
    await keeper.save()
    tree.replace('b', answer('Once upon a time'))
    addEventListener('pagehide', () => void keeper.saveAtOnce())
    ${last}
    parent.postMessage('ready')
  </script>`
}

async function open(page: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  const isReady = new Promise((resolve) => window.addEventListener('message', resolve, { once: true }))
  frame.srcdoc = page
  document.body.append(frame)
  onTestFinished(() => frame.remove())
  await isReady
  return frame
}

const close = async (frame: HTMLIFrameElement) => frame.remove()
async function goElsewhere(frame: HTMLIFrameElement) {
  const isElsewhere = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  frame.removeAttribute('srcdoc')
  await isElsewhere
}
const beginWrite = `
  tree.append({ id: 'c', role: 'user', parts: [] }, 'b')
  void keeper.save()
  for (let turn = 0; turn < 10; turn++) await undefined`

describe('a page that goes away in the middle of an answer', () => {
  it.each([
    ['it is closed', close, ''],
    ['it goes elsewhere', goElsewhere, ''],
    ['it is closed, and in the middle of a write,', close, beginWrite],
  ])('because %s leaves all of it that had come', async (_why, leave, last) => {
    const name = newId()
    const frame = await open(pageWithAnswer(name, last))
    await leave(frame)
    // Whoever reads keeps a write from beginning, and the page is no longer there to try again.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const kept = async () => (await indexedDbStorage({ name }).load('t'))?.nodes[1]
    await expect
      .poll(kept, { interval: 5 })
      .toMatchObject({ message: { parts: [{ text: 'Once upon a time' }] }, isPartial: true })
  })
})
