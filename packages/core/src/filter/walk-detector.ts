import type { Detector, SettledRun, Span } from './detector.ts'

/**
 * Goes once through a run and puts down what it finds. If the run goes on, it tells from where something is unfinished, else
 * the run's length.
 */
export type Walk = (run: string, before: string, after: string, isOpen: boolean, found: Span[]) => number

/** A detector for which one walk answers both questions, so that they cannot contradict each other. */
export function walkDetector(shape: Omit<Detector, 'find' | 'live' | 'settle'>, walk: Walk): Detector {
  function settle(run: string, before: string): SettledRun {
    const found: Span[] = []
    const live = walk(run, before, '', true, found)
    return { live, found: found.filter(({ end }) => end <= live) }
  }

  return {
    ...shape,
    find(run, before, after) {
      const found: Span[] = []
      walk(run, before, after, false, found)
      return found
    },
    live: (run, before) => settle(run, before).live,
    settle,
  }
}
