import type { SimulatedAnswer, SimulatedRequest } from '@sluice/core/testing'
import { type AnswerWords, answerWords } from './answer-words.ts'
import { excerpt } from './docs/excerpt.ts'
import { type Library, openLibrary } from './docs/library.ts'
import { isOverview, type Section } from './docs/sections.ts'
import { questionTerms } from './docs/terms.ts'
import { fitting } from './fitting.ts'
import type { Locale } from './locale.ts'
import { type Picture, picturesIn } from './pictures.ts'
import { textFilesIn } from './text-files.ts'

const greeting = /^(hi|hello|hey|yo|good (morning|evening)|help|你好|您好|嗨|哈喽|在吗|帮助|早上好|晚上好)\b|^[你您]好/i
const aboutMe = /(what|who) (can|are|do) you|what is this|你是谁|你(能|会|可以)(做|干|回答)|有什么功能/i
const thanks = /^(thanks?|thank you|thx|谢谢|多谢|感谢)/i
const wantsLength = /write (it )?(very )?long|longer|in detail|at length|写长|长一点|长篇|详细/i
const isUnsafe = /trigger the safety check|触发安全审核/i
const wantsFiltered = /story that gets filtered|会被过滤的故事/i
const wantsStopped = /(story|one) that gets stopped|会被拦下的故事/i
/** What stands for a value that models are not to see. */
const placeholder = /<[A-Z_]{1,40}_\d{1,6}>/g
const goesOn = /^(more|continue|go on|and\??|next|继续|接着|还有呢?|然后呢?|更多)[\s.!?。！？]*$/i

const usualLength = 1_800
const shortLength = 500
const greatLength = 9_000

/** How an answer is asked for that broke off. */
const brokeOff = /^Your last message broke off\./

/** Answers a question about Sluice by quoting its documentation, in the language of the question. */
export async function answer(request: SimulatedRequest): Promise<string> {
  const { text } = await compose(request)
  return text
}

/** The same, with what went on before. */
export async function thoughtfulAnswer(request: SimulatedRequest): Promise<SimulatedAnswer> {
  const { text, found, question, locale } = await compose(request)
  return { text, reasoning: answerWords[locale].thoughts({ question, words: keyWords(question, locale), found }) }
}

/** The same, from a provider that judges what is said: it asks to forget a conversation which it finds unsafe. */
export async function judgedAnswer(request: SimulatedRequest): Promise<string | SimulatedAnswer> {
  if (!isUnsafe.test(request.prompt)) return answer(request)
  return { text: answerWords[localeOf(request.prompt)].refusal, clearHistory: true }
}

async function compose(request: SimulatedRequest) {
  const { messages, prompt } = request
  const partial = messages.at(-2)
  if (!brokeOff.test(prompt) || partial?.role !== 'assistant') return composeAnew(request)
  const asked = messages.slice(0, -2)
  const body = Object.fromEntries(
    Object.entries(request.body).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, -2) : value]),
  )
  const whole = await composeAnew({ ...request, messages: asked, prompt: asked.at(-1)?.text ?? '', body })
  return { ...whole, text: restOf(whole.text, partial.text) || ' ' }
}

/** What follows after the part that was shown. A filter may have changed it, but hardly its last words. */
function restOf(whole: string, shown: string): string {
  const lastWords = shown.slice(-12)
  const place = whole.startsWith(shown) ? shown.length : whole.indexOf(lastWords) + lastWords.length
  return place < lastWords.length ? whole : whole.slice(place)
}

async function composeAnew(request: SimulatedRequest) {
  const library = await openLibrary()
  const { files, rest } = textFilesIn(questionOf(request))
  const question = rest.trim()
  const pictures = picturesIn(request.body)
  const locale = localeOf(question)
  const words = answerWords[locale]
  const hasFiles = files.length + pictures.length > 0
  const found = hasFiles ? [] : library.find(question, locale)
  const isFirst = !request.messages.some(({ role }) => role === 'assistant')
  const parts = [
    // Files alone do not tell in which language they were sent.
    ...(question === '' ? Object.values(answerWords) : [words]).flatMap((words) => describe(files, pictures, words)),
    ...(hasFiles ? [] : reply({ question, locale, words, found, library })),
  ]
  const text = [...parts, ...(isFirst ? [words.simulated] : [])].join('\n\n')
  return { text: fitting(text, request.maxTokens), found, question, locale }
}

type TextFiles = ReturnType<typeof textFilesIn>['files']

function describe(files: TextFiles, pictures: readonly Picture[], words: AnswerWords): string[] {
  return [...files.map(words.textFile), ...(pictures.length === 0 ? [] : [words.pictures(pictures)])]
}

function localeOf(question: string): Locale {
  return /\p{Script=Han}/u.test(question) ? 'zh' : 'en'
}

/** The words of a question that say what it is about, as they stand in it. */
function keyWords(question: string, locale: Locale): string[] {
  const segments = new Intl.Segmenter(locale, { granularity: 'word' }).segment(question)
  const words = [...segments].flatMap(({ segment, isWordLike }) => (isWordLike && segment.length > 1 ? [segment] : []))
  return [...new Set(words)].filter((word) => questionTerms(word).length > 0).slice(0, 5)
}

/** What was asked last. "Go on" asks the same again, at length. */
function questionOf({ prompt, messages }: SimulatedRequest): string {
  const asked = prompt.trim()
  if (!goesOn.test(asked)) return asked
  const earlier = messages.findLast(({ role, text }) => role === 'user' && !goesOn.test(text.trim()))
  return earlier === undefined ? asked : `${earlier.text} ${localeOf(asked) === 'zh' ? '写长一点' : 'write long'}`
}

interface Inquiry {
  question: string
  locale: Locale
  words: AnswerWords
  found: readonly Section[]
  library: Library
}

function reply({ question, locale, words, found, library }: Inquiry): string[] {
  const isShort = question.length < 40
  const hidden = [...new Set(question.match(placeholder))]
  if (hidden.length > 0) return [words.placeholders(hidden)]
  if (wantsFiltered.test(question)) return [words.filteredStory]
  if (wantsStopped.test(question)) return [words.stoppedStory]
  if (isShort && thanks.test(question)) return [words.thanks]
  if (isShort && (greeting.test(question) || aboutMe.test(question))) {
    return [words.greeting, ...topics(library, locale, words.topics)]
  }
  if (library.sections.length === 0) return [words.noDocs]
  const [best] = found
  if (best === undefined) return [words.unknown, ...topics(library, locale)]

  const isLong = wantsLength.test(question)
  const quoted = isLong ? longReading(best, found, library) : shortReading(best, found, library)
  const passages = quoted.flatMap((section) => passage(section, isLong ? [] : library.sections))
  const related = found.filter((section) => !quoted.includes(section) && section.heading !== best.heading).slice(0, 3)
  const pages = new Map(quoted.map((section) => [section.file, section]))
  const sources = [...pages.values()].slice(0, isLong ? 1 : 2).map(words.from)
  return [...passages, sources.join('  \n'), ...list(words.alsoSee, related)]
}

function passage(section: Section, sections: readonly Section[]): string[] {
  const text = excerpt(section, sections, usualLength)
  return text === '' ? [] : [`### ${section.heading}`, text]
}

/** The best section; if it says little, the next best as well. */
function shortReading(best: Section, found: readonly Section[], { sections }: Library): Section[] {
  const [, second] = found
  const isEnough = excerpt(best, sections, usualLength).length >= shortLength
  return isEnough || second === undefined || second.heading === best.heading ? [best] : [best, second]
}

/** The whole page of the best section, from there on, then what else fits. */
function longReading(best: Section, found: readonly Section[], { sections }: Library): Section[] {
  const rest = sections.filter(({ file, id }) => file === best.file && id > best.id)
  const chosen: Section[] = []
  let size = 0
  for (const section of new Set([best, ...rest, ...found])) {
    if (size > greatLength) break
    if (section.body === '') continue
    chosen.push(section)
    size += section.body.length
  }
  return chosen
}

function list(title: string, sections: readonly Section[]): string[] {
  if (sections.length === 0) return []
  return [title, sections.map(({ heading, page }) => `- ${heading}${page === heading ? '' : ` — ${page}`}`).join('\n')]
}

/** The pages there are, in the language asked for. */
function topics({ sections }: Library, locale: Locale, title?: string): string[] {
  const known = sections.filter((section) => section.locale === locale && !isOverview(section))
  const pages = new Set(known.map(({ page }) => page))
  if (pages.size === 0) return []
  const names = [...pages].join(locale === 'zh' ? '、' : ', ')
  return [title === undefined ? `**${names}**` : `${title} **${names}**`]
}
