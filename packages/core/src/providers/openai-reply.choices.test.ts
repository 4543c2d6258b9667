import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import type { ChatEvent } from '../chat/event.ts'
import { createOpenAIReply } from './openai-reply.ts'

const start = { type: 'start', provider: 'openai', model: 'gpt' } as const

/** The events of all chunks but `start`. */
function read(...chunks: unknown[]): ChatEvent[] {
  const reply = createOpenAIReply(start, () => new ChatError('server', 'It failed.'))
  const events = [...chunks.flatMap((chunk) => reply.read(chunk, undefined)), ...reply.end()]
  return events.filter((event) => event.type !== 'start')
}

describe('an answer of which there are several', () => {
  const choice = (index: number | null | undefined, content: string) => ({
    index,
    delta: { content },
    finish_reason: 'stop',
  })

  it('is the first, wherever it stands', () => {
    const several = { choices: [choice(1, 'b'), choice(0, 'a')] }
    expect(read({ choices: [choice(1, 'c')] }, several)).toMatchObject([{ text: 'a' }, { type: 'finish' }])
  })

  it.each([undefined, null])('is the only one where the index is %s', (index) => {
    expect(read({ choices: [choice(index, 'a')] })).toMatchObject([{ text: 'a' }, { type: 'finish' }])
  })
})
