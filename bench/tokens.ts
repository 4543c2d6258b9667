// Question: how fast are tokens estimated, and what does the estimator weigh? Compared with tokenx and gpt-tokenizer where they
// are installed.
//
// Method: the prose of this repository's own guides, Chinese and English, code left out, in pieces of 2,000 UTF-16 units; each
// piece is a text of its own. CPU of the thread for all pieces, 200 times over; the figure is the best of 20 rounds in turn, in
// bytes of UTF-8. "Deltas" is one counter that takes the same text four units at a time. Sizes are esbuild's, minified, ES2022,
// gzip at its best. How good the estimates are is told by `node scripts/fit-tokens.ts` and a corpus.
//
// Last result (2026-11-23): 275 MB/s of Chinese, 122 of English; 1,246 B gzip with all families, 1,745 with estimateTokens. Neither
// peer was installed.
import { createTokenCounter, estimateTokens } from '@sluice/core'
import { bundleSize } from './support/bundle-size.ts'
import { guides, piecesOf } from './support/prose.ts'

type Count = (text: string) => number

const unitsPerPiece = 2_000
const repeats = 200
const rounds = 20

const candidates: Record<string, Count> = {
  'sluice createTokenCounter': (text) => {
    const counter = createTokenCounter('o200k')
    counter.add(text)
    return counter.tokens
  },
  'sluice estimateTokens': (text) => estimateTokens(text, { model: 'gpt-4o' }).tokens,
  'sluice, deltas': (text) => {
    const counter = createTokenCounter('o200k')
    for (let index = 0; index < text.length; index += 4) counter.add(text.slice(index, index + 4))
    return counter.tokens
  },
  ...(await peer('tokenx', 'estimateTokenCount')),
  ...(await peer('gpt-tokenizer', 'countTokens')),
}

/** A peer is looked up by a name that is not known to the compiler: nothing needs it installed. */
async function peer(name: string, functionName: string): Promise<Record<string, Count>> {
  try {
    const found: Record<string, unknown> = await import(name)
    const count = found[functionName]
    return typeof count === 'function' ? { [name]: (text) => Number(count(text)) } : {}
  } catch {
    console.log(`${name} is not installed: left out.`)
    return {}
  }
}

const texts = Object.fromEntries(
  Object.entries(guides).map(([language, paragraphs]) => [language, piecesOf(paragraphs.join('\n\n'), unitsPerPiece)]),
)

const best = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [language, pieces] of Object.entries(texts)) {
    for (const [name, count] of Object.entries(candidates)) {
      const before = process.threadCpuUsage()
      for (let repeat = 0; repeat < repeats; repeat++) for (const piece of pieces) count(piece)
      const { user, system } = process.threadCpuUsage(before)
      const key = `${name} ${language}`
      best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, user + system))
    }
  }
}

const rows = Object.keys(candidates).map((name) => {
  const speeds = Object.entries(texts).map(([language, pieces]) => {
    const bytes = repeats * pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
    // Bytes per microsecond are megabytes per second.
    return [`${language}, MB/s`, Math.round(bytes / (best.get(`${name} ${language}`) ?? Number.NaN))]
  })
  return [name, Object.fromEntries(speeds)]
})
console.table(Object.fromEntries(rows))

const entries = [
  'createTokenCounter, tokenizerFamily',
  'createTokenCounter, estimateTokens',
  'estimateInputTokens',
  'createTokenLearner',
]
console.table(Object.fromEntries(await Promise.all(entries.map(async (names) => [names, await bundleSize(names)]))))
