import { writeSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Ends the output with one line such as `Tests: 512 passed, 0 failed, 3 skipped`, for whoever reads only that. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) counts[test.result().state] += 1
      // A file that cannot be read, or a failing hook, has no test to count.
      const hasFailedTest = tests.some((test) => test.result().state === 'failed')
      if (module.state() === 'failed' && !hasFailedTest) counts.failed += 1
    }
    const skipped = counts.skipped + counts.pending
    const line = `Tests: ${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
    process.once('exit', () => writeSync(1, `${line}\n`))
  }
}
