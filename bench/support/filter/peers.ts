import { AhoCorasick as MonyoneMaps } from '@monyone/aho-corasick'
import { AhoCorasick as MonyoneArrays } from '@monyone/aho-corasick/fast'
import { AhoCorasick as MonyoneStream } from '@monyone/aho-corasick/stream'
import FastScanner from 'fastscan'
import { Mint } from 'mint-filter'
import Modern from 'modern-ahocorasick'
import ModernFast from 'modern-ahocorasick/fast'
import { createReplaceStream } from 'modern-ahocorasick/stream'
import ModernText from 'modern-ahocorasick/text'
import { parseRawPattern, RegExpMatcher, toAsciiLowerCaseTransformer } from 'obscenity'
import { type Candidate, type Matcher, masked } from './candidate.ts'

// Each as its own guide shows it, with the cheapest call that gives all hits. Terms are in lower case, but most peers do not fold
// the texts: they find a little less.
export const candidates: Record<string, Candidate> = {
  'mint-filter': {
    build(terms) {
      const mint = new Mint([...terms])
      return { scan: (text) => mint.filter(text, { replace: false }).words.length }
    },
  },
  fastscan: {
    build(terms) {
      const scanner = new FastScanner([...terms])
      return { scan: (text) => scanner.search(text).length }
    },
  },
  '@monyone': {
    build(terms) {
      const matcher = new MonyoneMaps([...terms])
      return { scan: (text) => matcher.matchInText(text).length }
    },
  },
  '@monyone/fast': {
    build(terms) {
      const matcher = new MonyoneArrays([...terms])
      return { scan: (text) => matcher.matchInText(text).length }
    },
  },
  '@monyone/stream': {
    build(terms) {
      const matcher = new MonyoneStream([...terms])
      const stream: Matcher['stream'] = (deltas, emit) => {
        for (const text of matcher.replaceSync(deltas, masked)) emit(text)
      }
      return {
        scan: (text) => [...matcher.matchInText(text)].length,
        redact: (text) => [...matcher.replaceSync([text], masked)].join(''),
        stream,
      }
    },
  },
  'modern-ahocorasick': { build: (terms) => modern(new Modern(terms)) },
  'modern-ahocorasick/fast': { build: (terms) => modern(new ModernFast(terms)) },
  'modern-ahocorasick/text': {
    build: (terms) => modern(new ModernText(terms, { normalization: 'NFKC', caseFold: true })),
  },
  obscenity: {
    build(terms) {
      const blacklistedTerms = terms.map((term, id) => ({ id, pattern: parseRawPattern(term) }))
      const matcher = new RegExpMatcher({
        blacklistedTerms,
        blacklistMatcherTransformers: [toAsciiLowerCaseTransformer()],
      })
      return { scan: (text) => matcher.getAllMatches(text).length }
    },
  },
  'includes, one by one': {
    build: (terms) => ({
      scan(text) {
        const lower = text.toLowerCase()
        let found = 0
        for (const term of terms) if (lower.includes(term)) found++
        return found
      },
    }),
  },
  'one RegExp': {
    build(terms) {
      const longestFirst = terms.toSorted((one, other) => other.length - one.length)
      const pattern = new RegExp(longestFirst.map((term) => RegExp.escape(term)).join('|'), 'gi')
      const redact = (text: string) => text.replace(pattern, masked)
      return { scan: (text) => text.match(pattern)?.length ?? 0, redact }
    },
  },
}

function modern(matcher: Modern | ModernText): Matcher {
  const mask = (_: unknown, text: string) => masked(text)
  return {
    scan: (text) => matcher.count(text),
    redact: (text) => matcher.replace(text, mask),
    stream(deltas, emit) {
      const stream =
        matcher instanceof ModernText ? matcher.createReplaceStream(mask) : createReplaceStream(matcher, mask)
      for (const delta of deltas) for (const text of stream.write(delta)) emit(text)
      for (const text of stream.end()) emit(text)
    },
  }
}
