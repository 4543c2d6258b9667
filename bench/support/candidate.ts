// One candidate in a process of its own, so that its CPU time is its own. Reports it when asked.
import { serve, type WebHandler } from './node-adapter.ts'

const [name, upstream] = process.argv.slice(2)
const { createHandler } = (await import(`../candidates/${name}.ts`)) as {
  createHandler: (upstream: string) => WebHandler
}
const address = await serve(createHandler(upstream!))

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!({ cpuMicros: user + system })
})
process.on('disconnect', () => process.exit(0))
process.send!({ address })
