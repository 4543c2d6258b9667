import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Gives out paths in a folder that goes when the tests of a file are through. */
export function temporaryFiles(): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'))
  let count = 0
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return () => join(folder, `${++count}.db`)
}
