const words = [' the', ' quick', ' brown', '今天', '天气', ' jumps', '。', ' over']

/** How many pieces a call's arguments come in. One call as long as the answer would measure something else. */
export const piecesOfCall = 100

export const word = (index: number): string => words[index % words.length]!

/** OpenAI hides how long a delta is. */
export const padding = (index: number): string => 'o6siFnnjPfOpqXVA'.slice(word(index).length)

/** A piece of a call's arguments, by its place in the call. */
export function argument(piece: number): string {
  if (piece === 0) return '{"text":"'
  return piece === piecesOfCall - 1 ? '"}' : word(piece)
}

export const wholeArguments = times(piecesOfCall, argument).join('')

export function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** A server-sent event. */
export const event = (body: object | string): string =>
  `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`

/** A server-sent event with its name. */
export const named = (body: { type: string; [field: string]: unknown }): string => `event: ${body.type}\n${event(body)}`
