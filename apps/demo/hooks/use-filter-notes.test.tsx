import { expect, it } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { useFilterNotes } from './use-filter-notes.ts'

const told = (direction: string) => ({ type: 'data-sluice-notice', data: { notice: 'filtered', direction } })

async function setup() {
  const { result, act } = await renderHook(() => useFilterNotes())
  const take = (part: { type: string; data: unknown }) => act(() => result.current.take(part))
  return { notes: () => result.current.notes, take, clear: () => act(() => result.current.clear()) }
}

it('keeps what a filter has told of until the next question', async () => {
  const { notes, take, clear } = await setup()
  await take(told('output'))
  await take({ type: 'data-sluice-notice', data: { notice: 'queued' } })
  await take({ type: 'data-other', data: undefined })
  expect(notes()).toEqual({ input: false, output: true })
  await clear()
  expect(notes()).toEqual({ input: false, output: false })
})

it('tells once in a conversation that something is hidden from the model', async () => {
  const { notes, take, clear } = await setup()
  await take(told('input'))
  expect(notes().input).toBe(true)
  await clear()
  await take(told('input'))
  await take(told('output'))
  expect(notes()).toEqual({ input: false, output: true })
})
