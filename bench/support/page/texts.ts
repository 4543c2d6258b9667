/** A message of the conversation that a page begins with. */
export interface Said {
  id: string
  role: 'user' | 'assistant'
  text: string
}

const sentences = [
  'A stream is read in **pieces**, and a piece may end in the middle of a word.',
  'What has been rendered once should not be rendered again, unless it has changed.',
  'See [the guide](https://example.com/guide) for what `useChat` returns.',
  '今天的天气很好，适合出去走走，也适合写一点代码。',
  'Whoever waits for the whole answer sees nothing for *half a minute*.',
  'Numbers such as 3.14 and names such as `createServer()` are in many answers.',
]

const sentence = (number: number) => sentences[number % sentences.length]!

const blocks = [
  (number: number) => `## Step ${number + 1}: what to look at`,
  (number: number) => [0, 1, 2].map((offset) => sentence(number + offset)).join(' '),
  (number: number) => [0, 1, 2, 3].map((offset) => `- ${sentence(number + offset)}`).join('\n'),
  (number: number) =>
    [
      '```ts',
      `export function step${number}(lines: string[]): number {`,
      '  // The longest one decides.',
      '  return lines.reduce((most, line) => Math.max(most, line.length), 0)',
      '}',
      '```',
    ].join('\n'),
  (number: number) => `${sentence(number + 4)} ${sentence(number + 5)}`,
  (number: number) =>
    [
      '| name | value | note |',
      '|---|---:|---|',
      ...[1, 2, 3].map((row) => `| row ${row} | ${number * row} | \`ok\` |`),
    ].join('\n'),
  (number: number) => [1, 2, 3].map((item) => `${item}. ${sentence(number + item)}`).join('\n'),
  (number: number) => `> ${sentence(number)}`,
]

/** Markdown of all kinds, of a given number of characters. */
function markdown(length: number, first = 0): string {
  let text = ''
  for (let number = first; text.length < length; number++) text += `${blocks[number % blocks.length]!(number)}\n\n`
  return text.slice(0, length).trimEnd()
}

/** A conversation of as many messages; questions are short, answers have `length` characters of Markdown. */
export function conversation(count: number, length: number): Said[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `said-${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    text: index % 2 === 0 ? `Question ${index}: ${sentence(index)}` : markdown(length, index),
  }))
}

/** The pieces of an answer, five characters each. */
export function answerDeltas(count: number): string[] {
  const characters = [...markdown(count * 5)]
  return Array.from({ length: count }, (_, index) => characters.slice(index * 5, index * 5 + 5).join(''))
}
