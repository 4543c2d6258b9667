// One candidate of one kind in a process of its own. Runs when asked, and reports the thread's CPU time in µs per operation.

/** Runs once and returns how many operations that was. What comes before `start` is called does not count. */
export type Measurements = Readonly<Record<string, (start: () => void) => Promise<number> | number>>

const [kind, name] = process.argv.slice(2) as [string, string]
const { measurements } = (await import(`./${kind}.ts`)) as { measurements: Measurements }
const run = measurements[name]!

process.on('message', async () => {
  globalThis.gc?.()
  let before = process.threadCpuUsage()
  const operations = await run(() => {
    before = process.threadCpuUsage()
  })
  const { user, system } = process.threadCpuUsage(before)
  process.send!((user + system) / operations)
})
process.on('unhandledRejection', (error) => {
  console.error(error)
  process.exit(1)
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')
