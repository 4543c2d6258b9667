// Floor: text, events and JSON, and nothing made of them.
import { createParser } from 'eventsource-parser'
import type { ReadAnswer } from '../support/wires/answer.ts'

export const readAnswer: ReadAnswer = async (_, fetch) => {
  const reader = (await fetch()).body!.getReader()
  const decoder = new TextDecoder()
  let objects = 0
  const parser = createParser({
    onEvent({ data }) {
      if (data !== '[DONE]' && typeof JSON.parse(data) === 'object') objects++
    },
  })
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return objects
    parser.feed(decoder.decode(value, { stream: true }))
  }
}
