import { createPipeline } from '@sluice/core'
import { liveTargetsIn } from './live-targets.ts'
import { simulatedTargets } from './simulated-targets.ts'

/** Answers the chat. The names of its targets are those in `models.ts`. */
export const pipeline = createPipeline<string>({ targets: { ...liveTargetsIn(process.env), ...simulatedTargets } })
