// Longer than other files: one state machine that every character of every text goes through.
import { inWord } from './alphabet.ts'
import {
  type Automaton,
  anywhere,
  borders,
  depthBits,
  ending,
  from,
  gapped,
  gapsAt,
  goesOn,
  hasEnding,
  leap,
  leavesWord,
  length,
  outlook,
  root,
  ruleOf,
  same,
  shorter,
  stateSize,
  suffix,
} from './compile-terms.ts'
import { firstSymbol, invisible, joiner, mark, other, pause, several, space, stop, unseen, word } from './fold.ts'
import type { NormalizeOptions } from './normalize-options.ts'

/** Finds terms in a text that comes in pieces. Places are counted from the beginning of the text. */
export interface KeywordScan {
  /** Reads the units of `text` from `start` on; its first unit stands at `origin`. Gives the place in `text` up to which it has read. */
  read(text: string, start: number, origin: number, isLast: boolean): number
  /** Where the earliest thing begins that may yet become a find; `position` if there is none. */
  live(position: number): number
  /** Decides what waits for its border, at the end of the text, and begins anew. */
  end(): void
}

/** Told of what was found, by the index of the rule; -1 for what is allowed. */
export type OnTerm = (rule: number, start: number, end: number) => void

// What stands between two symbols of a term at most: characters that are seen, of which an emoji sequence and a run of spaces count
// once, and others.
const mostVisible = 8
const mostFree = 64
// Longer terms of letters are found with a sign in one place, too.
const mostPieced = 3
// What holds the parts of an emoji together.
const zeroWidthJoiner = 0x200d

// What stands before a symbol, and what it is.
const hasSign = 1
const hasSpace = 2
const hasPause = 4
/** It goes on with a word that began before it. */
const isInWord = 16
/** Something that can be seen. */
const apart = hasSign | hasSpace | hasPause

// How symbols stand together, beside pauses: without anything between, those of a word so, and those of a word with a space.
const isTight = 1
const isTightWord = 2
const isSpacedWord = 8
const mixedWord = isTightWord | isSpacedWord
const mixedPause = isTight | hasPause

/** A term that waits for what comes after it. */
interface Waiting {
  readonly start: number
  end: number
  readonly rule: number
  readonly needsBorder: boolean
}

export function createKeywordScan(
  { alphabet, states, endings, terms, gaps, words, opens, longest, rules }: Automaton,
  { skip = true, repeats, inserted }: NormalizeOptions,
  maxHold: number,
  onFind: OnTerm,
): KeywordScan {
  const { units } = alphabet
  // Where the last symbols began, and what stood before them: as many as the longest term has.
  const ring = 2 ** Math.ceil(Math.log2(longest + 1)) - 1
  const starts = new Float64Array(ring + 1)
  const flags = new Uint8Array(ring + 1)
  const waiting: Waiting[] = []
  const isSimple = !repeats && !inserted
  let state = root
  let count = 0
  let lastGap = 0
  /** Letters that begin here or before stand together unevenly. */
  let uneven = -1
  /** The symbol before; a kind where that is none of the terms'. */
  let before = other
  let gap = 0
  let visible = 0
  let free = 0
  /** What the character before is, where it was passed over. */
  let passed = 0

  function onSymbol(symbol: number, start: number, end: number): void {
    const isWord = words[symbol] ?? 0
    if (waiting.length > 0) decide(isWord !== 0)
    let next = (states[state] ?? 0) + symbol * stateSize
    while (states[next + from] !== state) {
      if (state === root) {
        next = root
        break
      }
      state = endings[state + suffix] ?? root
      next = (states[state] ?? 0) + symbol * stateSize
    }
    state = next
    if (state !== root) {
      starts[count & ring] = start
      flags[count & ring] = gap | isWord | (gap === 0 && (words[before] ?? 0) !== 0 ? isInWord : 0)
      if (gap !== 0) lastGap = count
      count++
      if (((states[state + outlook] ?? 0) & hasEnding) !== 0) findAll(end)
    }
    before = symbol
    dropOld(end)
    if (passed !== 0) forgetGap()
  }

  /** The same for all characters from `start` on that need nothing else, in a loop of its own for speed. Gives the first that does. */
  function run(text: string, start: number, origin: number): number {
    // What is read at every character is kept at hand: a third faster than by way of the closure.
    const [kinds, cells, begins, marks, isWord] = [units, states, starts, flags, words]
    let place = state
    let last = before
    let total = count
    /** Whether what led to this place began within a word. */
    let isLate = place !== root && isInsideWord(place)
    let at = start
    for (; at < text.length; at++) {
      const symbol = kinds[text.charCodeAt(at)] ?? 0
      if (symbol < firstSymbol) {
        if (symbol === space && place !== root) {
          count = total
          while (place !== root && isOver(place, last)) place = endings[place + suffix] ?? root
          isLate = place !== root && isInsideWord(place)
        }
        if (symbol === unseen || symbol > space || (symbol > stop && place !== root)) break
        if (symbol <= stop) place = root
        last = symbol
        continue
      }
      // Most letters are in the middle of words, where most terms cannot begin.
      const isInside = isWord[last] === inWord
      if (isInside && place === root && opens[symbol] === 0) {
        last = symbol
        continue
      }
      const offset = symbol * stateSize
      let next = (cells[place] ?? 0) + offset
      let hasMoved = place === root
      while (cells[next + from] !== place) {
        hasMoved = true
        const isWhole = lastGap <= total - ((cells[place + outlook] ?? 0) >> depthBits)
        place = (isWhole ? cells[place + leap] : endings[place + suffix]) ?? 0
        if (place === root && isInside && opens[symbol] === 0) place = 0
        // Not even the root goes on.
        if (place === 0) break
        next = (cells[place] ?? 0) + offset
      }
      last = symbol
      if (place === 0) {
        place = root
        continue
      }
      place = next
      begins[total & ring] = origin + at
      marks[total & ring] = (isWord[symbol] ?? 0) | (isInside ? isInWord : 0)
      total++
      let view = cells[place + outlook] ?? 0
      if ((view & hasEnding) !== 0) {
        state = place
        count = total
        findAll(origin + at + 1)
        if (waiting.length > 0) {
          at++
          break
        }
      }
      if (hasMoved) isLate = ((marks[(total - (view >> depthBits)) & ring] ?? 0) & isInWord) !== 0
      while (isLate && (view & anywhere) === 0 && place !== root) {
        place = endings[place + suffix] ?? root
        view = cells[place + outlook] ?? 0
        isLate = ((marks[(total - (view >> depthBits)) & ring] ?? 0) & isInWord) !== 0
      }
    }
    state = place
    before = last
    count = total
    return at
  }

  function depthOf(place: number): number {
    return (states[place + outlook] ?? 0) >> depthBits
  }

  function isInsideWord(place: number): boolean {
    return ((flags[(count - depthOf(place)) & ring] ?? 0) & isInWord) !== 0
  }

  /** Whether nothing can go on from a place after a space: letters of a word that stood together do not. */
  function isOver(place: number, last: number): boolean {
    const hope = states[place + outlook] ?? 0
    if ((hope & (gapped | leavesWord)) !== 0 || (words[last] ?? 0) === 0) return false
    if (depthOf(place) === 1) return (hope & anywhere) === 0 && isInsideWord(place)
    const flag = flags[(count - 1) & ring] ?? 0
    return (flag & apart) === 0 && ((flags[(count - 2) & ring] ?? 0) & inWord) !== 0
  }

  /** What no term goes beyond. */
  function onEnd(kind: number): void {
    if (waiting.length > 0) decide(kind === word)
    state = root
    before = kind
    forgetGap()
  }

  /** What may stand within a term. */
  function onSign(kind: number, code: number, end: number, start: number): void {
    if (waiting.length > 0) waitOn(kind, start, end)
    const isMore = kind === space ? passed === space : passed === zeroWidthJoiner
    if (kind === mark || kind === invisible || isMore) free++
    else visible++
    if (kind !== mark && (kind !== invisible || !skip))
      gap |= kind === space ? hasSpace : kind === pause || isElision(code) ? hasPause : hasSign
    passed = kind === space ? space : code === zeroWidthJoiner ? code : joiner
    if (state === root) return
    if (visible > mostVisible || free > mostFree) state = root
    else dropOld(end)
  }

  function forgetGap(): void {
    gap = 0
    visible = 0
    free = 0
    passed = 0
  }

  /** Marks belong to what is before them, and what is not seen is no border. */
  function waitOn(kind: number, start: number, end: number): void {
    if ((kind !== mark && kind !== invisible) || free === mostFree) decide(false)
    else if (kind === mark) stretch(start, end)
  }

  function stretch(start: number, end: number): void {
    for (const term of waiting) if (term.end === start) term.end = end
  }

  function decide(isInside: boolean): void {
    for (const { rule, start, end, needsBorder } of waiting) if (!(isInside && needsBorder)) onFind(rule, start, end)
    waiting.length = 0
  }

  /** Finds the longest term of each rule that ends here: the others lie within it. */
  function findAll(end: number): void {
    let at = endings[state + ending] ? state : (endings[state + shorter] ?? 0)
    for (; at !== 0; at = endings[at + shorter] ?? 0) {
      for (let term = endings[at + ending]; term; term = terms[term + same]) {
        const rule = terms[term + ruleOf] ?? 0
        const first = count - (terms[term + length] ?? 0)
        const border = terms[term + borders] ?? 0
        if ((border & 1) !== 0 && ((flags[first & ring] ?? 0) & isInWord) !== 0) continue
        const list = terms[term + gapsAt] ?? 0
        if (isFound(rule) || !isEven(first, list) || (list === 0 && isPieced(first))) continue
        waiting.push({ start: starts[first & ring] ?? 0, end, rule, needsBorder: (border & 2) !== 0 })
        if (waiting.length === rules) return
      }
    }
  }

  /** Whether few letters are put together from pieces, as `s.ex` is: addresses and code are full of such. */
  function isPieced(first: number): boolean {
    if (count - first > mostPieced || lastGap <= first) return false
    let signs = 0
    let ties = 0
    for (let at = first + 1; at < count; at++) {
      const flag = flags[at & ring] ?? 0
      if ((flag & (flags[(at - 1) & ring] ?? 0) & inWord) === 0) continue
      if ((flag & apart) === 0) ties++
      else signs++
    }
    return signs > 0 && ties > 0
  }

  function isFound(rule: number): boolean {
    for (const other of waiting) if (other.rule === rule) return true
    return false
  }

  /** Whether the symbols from `first` on stand together as they must: spaces between all letters of a word or none, what is needed where it is. */
  function isEven(first: number, needed: number, size = count - first): boolean {
    if (needed === 0 && lastGap <= first) return true
    if (needed === 0 && first <= uneven) return false
    let list = needed
    for (; list !== 0 && gaps[list]; list++) {
      if (((flags[(first + (gaps[list] ?? 0)) & ring] ?? 0) & apart) === 0) return false
    }
    let seen = 0
    for (let at = count - 1; at > first; at--) {
      if (list !== 0 && gaps[list - 1] === at - first) {
        list--
        continue
      }
      const flag = flags[at & ring] ?? 0
      const isWord = (flag & (flags[(at - 1) & ring] ?? 0) & inWord) !== 0
      if ((flag & apart) === 0) seen |= isWord ? isTight | isTightWord : isTight
      else seen |= (flag & hasPause) | (isWord && (flag & hasSpace) !== 0 ? isSpacedWord : 0)
      const isMixed = (seen & mixedWord) === mixedWord || (seen & mixedPause) === mixedPause
      if (isMixed || (!skip && (flag & apart) !== 0)) {
        // Nor is anything that begins before: so that long texts are not looked at again for each term.
        if (needed === 0) uneven = Math.max(uneven, at - 1)
        return false
      }
    }
    return (seen & hasPause) === 0 || size >= 3
  }

  function startOf(place: number): number {
    return starts[(count - depthOf(place)) & ring] ?? 0
  }

  /** What has grown too long to be held back is let go. */
  function dropOld(end: number): void {
    while (state !== root && end - startOf(state) > maxHold) state = endings[state + suffix] ?? root
  }

  /** Whether nothing grows too long if no more is passed over. */
  function hasRoom(position: number): boolean {
    return state === root || position - startOf(state) + longest - depthOf(state) <= maxHold
  }

  /** Whether something may yet be found that begins with what led to this state. */
  function canGoOn(place: number): boolean {
    const hope = states[place + outlook] ?? 0
    const first = count - depthOf(place)
    if ((hope & goesOn) === 0) return false
    if ((hope & anywhere) === 0 && isInsideWord(place)) return false
    return (hope & gapped) !== 0 || isEven(first, 0, 3)
  }

  function leadsOn(symbol: number, place = state): boolean {
    return states[(states[place] ?? 0) + symbol * stateSize + from] === place
  }

  /** Whether a sign or an emoji is meant as its symbol: a term goes on with it, or begins with it after a word that has ended. */
  function isMeant(symbol: number): boolean {
    const hasEnded = (gap & hasSpace) !== 0 && words[before] === inWord
    return leadsOn(symbol) || (hasEnded && leadsOn(symbol, root))
  }

  function take(symbol: number, start: number, end: number, code: number): void {
    if (isPassedOver(symbol)) {
      // Weighs four of eight: no more than two are passed over.
      visible += 3
      onSign(joiner, code, end, start)
    } else if (repeats && symbol >= firstSymbol && symbol === before && gap === 0 && !leadsOn(symbol)) {
      stretch(start, end)
      dropOld(end)
    } else if (symbol >= firstSymbol) onSymbol(symbol, start, end)
    else if (symbol <= stop) onEnd(symbol)
    else onSign(symbol, code, end, start)
  }

  /** The sign of `I'll` and `won't`, which does not hide `ill`: it counts only where all letters stand apart. */
  function isElision(code: number): boolean {
    return (code === 0x27 || code === 0x2019) && words[before] === inWord
  }

  /** A letter or a digit that somebody put between Chinese characters. */
  function isPassedOver(symbol: number): boolean {
    return inserted === true && state !== root && words[symbol] === inWord && words[before] === 0 && !leadsOn(symbol)
  }

  return {
    read(text, start, origin, isLast) {
      let at = start
      for (; at < text.length; at++) {
        // What most characters need, without a call: nothing waits, and nothing was passed over.
        if (isSimple && passed === 0 && waiting.length === 0 && hasRoom(origin + at)) at = run(text, at, origin)
        if (at >= text.length) break
        const unit = text.charCodeAt(at)
        const symbol = units[unit] ?? other
        if (symbol === unseen) {
          // Read like all others, so that it makes no difference whether it has been seen before.
          alphabet.look(unit)
          at--
          continue
        }
        if (symbol !== several) {
          take(symbol, origin + at, origin + at + 1, unit)
          continue
        }
        const isHigh = unit >= 0xd800 && unit < 0xdc00
        // The other half is yet to come.
        if (isHigh && at + 1 === text.length && !isLast) break
        const code = text.codePointAt(at) ?? 0
        const begin = origin + at
        if (code > 0xffff) at++
        const end = origin + at + 1
        const known = code > 0xffff ? alphabet.lookFar(code) : several
        if (known !== several) {
          take(known, begin, end, code)
          continue
        }
        const { symbols, otherwise } = alphabet.lookAll(code)
        if (otherwise !== 0 && !isMeant(symbols[0] ?? 0)) take(otherwise, begin, end, code)
        else for (const one of symbols) take(one, begin, end, code)
      }
      return at
    },
    live(position) {
      let earliest = position
      for (const { start } of waiting) earliest = Math.min(earliest, start)
      let place = state
      while (place !== root && !canGoOn(place)) place = endings[place + suffix] ?? root
      return place === root ? earliest : Math.min(earliest, startOf(place))
    },
    end() {
      decide(false)
      onEnd(other)
    },
  }
}
