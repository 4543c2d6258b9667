// One decoder in a process of its own. Reads an answer when asked and reports the CPU that it took.
import { type Prepared, prepare, type ReadAnswer, respond, type WireName } from './wires/answer.ts'

const [name] = process.argv.slice(2)
const { readAnswer } = (await import(`../candidates/${name}.ts`)) as { readAnswer: ReadAnswer }
const deltas = 20_000
const answers = new Map<WireName, Prepared>()

process.on('message', async ({ wire, eventsPerRead }: { wire: WireName; eventsPerRead: number }) => {
  const answer = answers.get(wire) ?? prepare(wire, deltas)
  answers.set(wire, answer)
  const before = process.cpuUsage()
  const count = await readAnswer(wire, async () => respond(answer, eventsPerRead))
  const { user, system } = process.cpuUsage(before)
  if (count !== undefined && count < deltas * 0.99) throw new Error(`${name}, ${wire}: ${count} deltas`)
  process.send!(count === undefined ? 'not theirs' : (user + system) / deltas)
})
process.on('uncaughtException', (error) => {
  console.error(error)
  process.exit(1)
})
process.on('unhandledRejection', (error) => {
  console.error(error)
  process.exit(1)
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')
