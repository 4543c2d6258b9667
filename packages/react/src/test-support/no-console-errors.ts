import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Lets every test of a file fail in which React, or anything else, complains on the console. */
export function allowNoConsoleErrors(): void {
  beforeEach(() => {
    vi.spyOn(console, 'error')
    vi.spyOn(console, 'warn')
  })
  afterEach(() => {
    const said = [...vi.mocked(console.error).mock.calls, ...vi.mocked(console.warn).mock.calls]
    vi.restoreAllMocks()
    expect(said).toEqual([])
  })
}
