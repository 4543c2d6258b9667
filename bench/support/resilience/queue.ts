import { createLimiter } from '@sluice/core'
import Bottleneck from 'bottleneck'
import { bulkhead } from 'cockatiel'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
import type { Measurements } from './measure.ts'

const slots = 10
const tasks = 100_000
// It takes 2.5 ms a task, and most of that it waits.
const bottleneckTasks = 1_000
const task = async () => {}

/** All of them are asked at once. */
async function runAll(count: number, run: (index: number) => PromiseLike<unknown>): Promise<number> {
  const all: PromiseLike<unknown>[] = []
  for (let index = 0; index < count; index++) all.push(run(index))
  await Promise.all(all)
  return count
}

const inClasses = ([0, 1, 2, 3] as const).map((priority) => ({ priority }))
const inPriorities = [0, 1, 2, 3, 4].map((priority) => ({ priority }))

/** µs a task. */
export const measurements: Measurements = {
  sluice: () => {
    const limiter = createLimiter({ concurrency: slots, maxQueue: tasks })
    return runAll(tasks, () => limiter.run(task))
  },
  'sluice, priorities': () => {
    const limiter = createLimiter({ concurrency: slots, maxQueue: tasks })
    return runAll(tasks, (index) => limiter.run(task, inClasses[index % 4]))
  },
  'p-limit': () => {
    const limit = pLimit(slots)
    return runAll(tasks, () => limit(task))
  },
  'p-queue': () => {
    const queue = new PQueue({ concurrency: slots })
    return runAll(tasks, () => queue.add(task))
  },
  'p-queue, priorities': () => {
    const queue = new PQueue({ concurrency: slots })
    return runAll(tasks, (index) => queue.add(task, inPriorities[index % 5]))
  },
  'cockatiel bulkhead': () => {
    const limit = bulkhead(slots, tasks)
    return runAll(tasks, () => limit.execute(task))
  },
  bottleneck: () => {
    const queue = new Bottleneck({ maxConcurrent: slots })
    return runAll(bottleneckTasks, () => queue.schedule(task))
  },
}
