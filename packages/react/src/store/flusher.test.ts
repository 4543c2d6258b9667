import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFlusher } from './flusher.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A page whose frames come when a test says so. */
function stubPage(visibilityState: 'visible' | 'hidden') {
  const frames = new Map<number, () => void>()
  let last = 0
  vi.stubGlobal('document', { visibilityState })
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    frames.set(++last, callback)
    return last
  })
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame))
  return { frames, paint: () => frames.forEach((callback) => void callback()) }
}

describe('a flusher', () => {
  it('flushes at once when the last time is long ago', () => {
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    expect(flush).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(50)
    flusher.request()
    expect(flush).toHaveBeenCalledTimes(2)
  })

  it('flushes at most once in the interval, however often it is asked', () => {
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs++) {
      flusher.request()
      vi.advanceTimersByTime(1)
    }
    expect(flush.mock.calls.length).toBe(1 + 1_000 / 50)
  })

  it('does not leave the last request waiting', () => {
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    vi.advanceTimersByTime(10)
    flusher.request()
    vi.advanceTimersByTime(39)
    expect(flush).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(flush).toHaveBeenCalledTimes(2)
  })

  it('asks for the interval each time', () => {
    let intervalMs = 1_000
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => intervalMs)
    flusher.request()
    intervalMs = 10
    flusher.request()
    vi.advanceTimersByTime(10)
    expect(flush).toHaveBeenCalledTimes(2)
  })

  it('forgets a flush that is cancelled, and can be asked again', () => {
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    flusher.request()
    flusher.cancel()
    vi.advanceTimersByTime(100)
    expect(flush).toHaveBeenCalledTimes(1)
    flusher.request()
    expect(flush).toHaveBeenCalledTimes(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a flusher of a page in view', () => {
  it('waits for the next frame, but not for the first flush', () => {
    const page = stubPage('visible')
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    expect(flush).toHaveBeenCalledTimes(1)
    flusher.request()
    vi.advanceTimersByTime(50)
    expect(flush).toHaveBeenCalledTimes(1)
    page.paint()
    expect(flush).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1_000)
    expect(flush).toHaveBeenCalledTimes(2)
  })

  it('does without a frame that does not come, because the page was hidden meanwhile', () => {
    const page = stubPage('visible')
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    flusher.request()
    vi.advanceTimersByTime(150)
    expect(flush).toHaveBeenCalledTimes(2)
    expect(page.frames.size).toBe(0)
  })

  it('forgets a flush that waits for its frame', () => {
    const page = stubPage('visible')
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    flusher.request()
    vi.advanceTimersByTime(50)
    flusher.cancel()
    page.paint()
    vi.advanceTimersByTime(1_000)
    expect(flush).toHaveBeenCalledTimes(1)
  })
})

describe('a flusher of a hidden page', () => {
  it('asks for no frame', () => {
    const page = stubPage('hidden')
    const flush = vi.fn()
    const flusher = createFlusher(flush, () => 50)
    flusher.request()
    flusher.request()
    vi.advanceTimersByTime(50)
    expect(flush).toHaveBeenCalledTimes(2)
    expect(page.frames.size).toBe(0)
  })
})
