// Floor: takes the body and looks at nothing.
import type { ReadAnswer } from '../support/wires/answer.ts'

export const readAnswer: ReadAnswer = async (_, fetch) => {
  const reader = (await fetch()).body!.getReader()
  for (;;) {
    const { done } = await reader.read()
    if (done) return Number.POSITIVE_INFINITY
  }
}
