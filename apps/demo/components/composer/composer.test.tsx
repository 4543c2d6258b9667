import { afterEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { draftStore } from '@/lib/browser/drafts.ts'
import { Composer } from './composer.tsx'

let nowMs = 1_000

afterEach(() => {
  vi.restoreAllMocks()
  draftStore.set('test', '')
})

async function mount(text: string, { isBusy = false, isReady = true } = {}) {
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  const sent: string[] = []
  draftStore.set('test', text)
  const screen = await render(
    <PreferencesProvider locale="zh" theme="system">
      <Composer
        draftKey="test"
        isBusy={isBusy}
        isReady={isReady}
        models={[]}
        model={undefined}
        onSend={(text) => sent.push(text)}
        onStop={() => {}}
      />
    </PreferencesProvider>,
  )
  const area = screen.getByRole('textbox').element() as HTMLTextAreaElement
  area.focus()
  area.setSelectionRange(text.length, text.length)
  return { sent, area, screen }
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
    ['an answer is on its way', 'hi', { isBusy: true }],
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
