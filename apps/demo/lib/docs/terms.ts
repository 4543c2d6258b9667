const questionWords =
  /请问|怎么样?|怎样|如何|什么|为什么|哪些|哪个|哪里|可以|能不能|能否|是否|需要|应该|处理|介绍|一下|告诉|帮我|解释|说说|讲讲|写长一?点?|详细|会发生|发生|之后|以后|还在|还会|[吗呢吧啊的了我你您想在里会有是和与把被用]/g

const stopWords = new Set(
  `a about all an and any anything are as at be been but by can could did do does explain for from get give had happen
  happens has have how i if in into is it its just let like long longer make may me more most my need of on one or our
  out please should show so some something tell than that the their them then there these they this to us use user
  using want was we what when where which who why will with without work works would write you your
  long-form`.split(/\s+/),
)

/**
 * The terms of a text: words of Latin letters, also in their parts (`useChat` is `usechat`, `use` and `chat`), and
 * pairs of neighbouring Chinese characters, which need no dictionary.
 */
export function terms(text: string): string[] {
  const found: string[] = []
  for (const [run] of text.normalize('NFKC').matchAll(/\p{Script=Han}+|[\p{Letter}\p{Number}_]+/gu)) {
    if (/\p{Script=Han}/u.test(run)) found.push(...pairs([...run]))
    else found.push(...words(run))
  }
  return found
}

/** The terms of a question: what only makes it a question is left out. */
export function questionTerms(question: string): string[] {
  const kept = terms(question.replace(questionWords, ' ')).filter((term) => !stopWords.has(term))
  return [...new Set(kept)]
}

function pairs(characters: readonly string[]): string[] {
  if (characters.length < 2) return [...characters]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

function words(run: string): string[] {
  const parts = run.split(/_|(?<=\p{Lowercase})(?=\p{Uppercase})/u).filter(Boolean)
  const all = parts.length > 1 ? [run, ...parts] : [run]
  return all.map((word) => stem(word.toLowerCase()))
}

/** Takes the commonest English endings off: `stopping`, `stopped` and `stops` are one word. */
function stem(word: string): string {
  if (word.length < 5) return word.replace(/(?<=[a-z]{3})s$/, '')
  return word.replace(/(?:ing|ed|es|s|e)$/, '').replace(/([b-df-hj-np-tv-z])\1$/, '$1')
}
