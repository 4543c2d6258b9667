import type { QueuedMessage } from '@sluice/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { draftStore } from '@/lib/browser/drafts.ts'
import { strings } from '@/lib/strings.ts'
import { Composer } from './composer.tsx'
import type { ComposerActions } from './composer-actions.ts'

const { composer } = strings.zh
let nowMs = 1_000

afterEach(() => {
  vi.restoreAllMocks()
  draftStore.set('test', '')
})

interface Given {
  isBusy?: boolean
  isReady?: boolean
  queue?: readonly QueuedMessage[]
}

async function mount(text: string, { isBusy = false, isReady = true, queue = [] }: Given = {}) {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  const sent: string[] = []
  const done: unknown[] = []
  const actions: ComposerActions = {
    send(text, files = []) {
      sent.push(text)
      done.push(['send', text, files.map(({ filename, mediaType }) => [filename, mediaType])])
    },
    stop: () => done.push('stop'),
    editQueued: (id, text, files) => done.push(['edit', id, text, files.length]),
    removeQueued: (id) => done.push(['remove', id]),
    sendQueuedNow: (id) => done.push(['now', id]),
  }
  draftStore.set('test', text)
  const screen = await render(
    <PreferencesProvider locale="zh" theme="system">
      <Composer
        draftKey="test"
        isBusy={isBusy}
        isReady={isReady}
        queue={queue}
        models={[]}
        model={undefined}
        actions={actions}
      />
    </PreferencesProvider>,
  )
  const area = screen.getByRole('textbox').element() as HTMLTextAreaElement
  area.focus()
  area.setSelectionRange(text.length, text.length)
  return { sent, done, area, screen }
}

/** A key as a browser reports it; says whether the browser may still do what the key does by itself. */
function press(area: HTMLElement, init: KeyboardEventInit = {}): boolean {
  return area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }))
}

describe('Enter in the composer', () => {
  it('sends what was typed, and leaves an empty field', async () => {
    const { sent, area } = await mount('')
    await userEvent.keyboard('你好{Enter}')
    expect(sent).toEqual(['你好'])
    await expect.poll(() => area.value).toBe('')
    expect(document.activeElement).toBe(area)
  })

  it('breaks the line when Shift is held', async () => {
    const { sent, area } = await mount('one')
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}two')
    await expect.poll(() => area.value).toBe('one\ntwo')
    expect(sent).toEqual([])
  })

  it.each([
    ['is composing', { isComposing: true }],
    ['has taken the key', { keyCode: 229 }],
  ])('stays with an input method that %s', async (_, init) => {
    const { sent, area } = await mount('你好')
    expect(press(area, init)).toBe(true)
    expect(sent).toEqual([])
    expect(area.value).toBe('你好')
    expect(press(area)).toBe(false)
    expect(sent).toEqual(['你好'])
  })

  it('does not send within 50 ms after a composition, and does after', async () => {
    const { sent, area } = await mount('你好')
    area.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '你好' }))
    press(area)
    nowMs += 49
    press(area)
    expect(sent).toEqual([])
    nowMs += 1
    press(area)
    expect(sent).toEqual(['你好'])
  })

  it.each([
    ['there is nothing but spaces', ' \n ', {}],
    ['the conversation is still being read', 'hi', { isReady: false }],
  ])('sends nothing while %s', async (_, text, state) => {
    const { sent, area } = await mount(text, state)
    expect(press(area)).toBe(false)
    expect(sent).toEqual([])
    expect(area.value).toBe(text)
  })
})

describe('a draft', () => {
  it('is kept under its conversation until it is sent', async () => {
    const { area } = await mount('')
    await userEvent.keyboard('half')
    expect(draftStore.get('test')).toBe('half')
    expect(draftStore.get('other')).toBe('')
    press(area)
    expect(draftStore.get('test')).toBe('')
    expect(localStorage.getItem('sluice-demo.drafts')).toBe('{}')
  })
})

const queued = (id: string, text: string): QueuedMessage => ({
  id,
  message: { id, role: 'user', parts: [{ type: 'text', text }] },
})

describe('the composer while an answer is on its way', () => {
  it('sends all the same, and can stop the answer', async () => {
    const { done, area, screen } = await mount('next', { isBusy: true })
    press(area)
    await screen.getByRole('button', { name: '停止生成' }).click()
    expect(done).toEqual([['send', 'next', []], 'stop'])
    expect(screen.getByRole('button', { name: '发送' }).query()).toBeNull()
  })

  it('shows what waits, to be sent at once, changed or removed', async () => {
    const { done, screen } = await mount('', { isBusy: true, queue: [queued('a', 'one'), queued('b', 'two')] })
    await expect.element(screen.getByRole('heading')).toHaveTextContent(composer.queue(2))
    const second = screen.getByRole('listitem').nth(1)
    await expect.element(second).toHaveTextContent('two立即发送')
    await second.getByRole('button', { name: '立即发送' }).click()
    await second.getByRole('button', { name: '移除' }).click()
    await second.getByRole('button', { name: '修改' }).click()
    await userEvent.keyboard('!{Enter}')
    expect(done).toEqual([
      ['now', 'b'],
      ['remove', 'b'],
      ['edit', 'b', 'two!', 0],
    ])
  })

  it('leaves a waiting message as it is when Escape is pressed', async () => {
    const { done, screen } = await mount('', { isBusy: true, queue: [queued('a', 'one')] })
    await screen.getByRole('button', { name: '修改' }).click()
    await userEvent.keyboard(' more{Escape}')
    await expect.element(screen.getByRole('listitem')).toHaveTextContent('one立即发送')
    expect(done).toEqual([])
  })

  it('says that waiting messages are held up when nothing is on its way', async () => {
    const { screen } = await mount('', { queue: [queued('a', 'one')] })
    await expect.element(screen.getByRole('heading')).toHaveTextContent(composer.queueHeld)
  })
})

const png = () =>
  new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)], 'dot.png', { type: 'image/png' })
const notes = () => new File(['some notes'], 'notes.txt', { type: 'text/plain' })

/** What a paste or a drop brings. */
function carrying(...files: File[]): DataTransfer {
  const data = new DataTransfer()
  for (const file of files) data.items.add(file)
  return data
}

function drop(dataTransfer: DataTransfer): boolean {
  return dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
}

function paste(area: HTMLElement, clipboardData: DataTransfer): boolean {
  return area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

describe('files in the composer', () => {
  it('are taken from a drop anywhere on the page, shown, and sent with the text', async () => {
    const { done, screen } = await mount('look')
    expect(drop(carrying(png(), notes()))).toBe(false)
    const files = screen.getByRole('list', { name: '要发送的文件' })
    await expect.poll(() => files.query()?.textContent).toMatch(/dot\.png.*notes\.txt/)
    expect(files.element().querySelectorAll('img')).toHaveLength(1)
    await screen.getByRole('button', { name: '发送' }).click()
    const sent = [
      ['dot.png', 'image/png'],
      ['notes.txt', 'text/plain'],
    ]
    await expect.poll(() => done).toEqual([['send', 'look', sent]])
    await expect.element(files).not.toBeInTheDocument()
  })

  it('are taken from a paste, and can be sent without a word', async () => {
    const { done, area, screen } = await mount('')
    expect(paste(area, carrying(png()))).toBe(false)
    await screen.getByRole('button', { name: '发送' }).click()
    await expect.poll(() => done).toEqual([['send', '', [['dot.png', 'image/png']]]])
  })

  it('are not taken from a paste that is a text as well', async () => {
    const { area, screen } = await mount('')
    const data = carrying(png())
    data.setData('text/plain', 'cells')
    expect(paste(area, data)).toBe(true)
    expect(screen.getByRole('list').query()).toBeNull()
  })

  it('say each what is wrong with them, and the others go', async () => {
    const { done, screen } = await mount('')
    const fake = new File(['no picture'], 'fake.png', { type: 'image/png' })
    drop(carrying(fake, new File([], 'empty.txt', { type: 'text/plain' }), notes()))
    const alert = screen.getByRole('alert')
    await expect.poll(() => alert.element().textContent).toMatch(/fake\.png 不能发送.*empty\.txt 是空的/)
    await screen.getByRole('button', { name: '发送' }).click()
    await expect.poll(() => done).toEqual([['send', '', [['notes.txt', 'text/plain']]]])
    await expect.element(alert).toBeEmptyDOMElement()
  })

  it('can be removed again', async () => {
    const { screen } = await mount('')
    drop(carrying(notes()))
    await screen.getByRole('button', { name: '移除 notes.txt' }).click()
    await expect.element(screen.getByRole('button', { name: '发送' })).toBeDisabled()
  })
})
