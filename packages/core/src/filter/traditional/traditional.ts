import type { CharacterPairs } from '../normalize-options.ts'
import { fromSteps, toSteps } from './table.ts'

/**
 * Traditional characters with the simplified ones they stand for, those of Taiwan and Hong Kong included: all of OpenCC's
 * that are one UTF-16 unit on both sides. Several may stand for the same one, `發` and `髮` both for `发`.
 */
export const traditional: CharacterPairs = /* @__PURE__ */ readTable()

function readTable(): CharacterPairs {
  return {
    from: readSteps(fromSteps, (value) => (value % 2 === 0 ? value : -value - 1) / 2),
    to: readSteps(toSteps, (value) => value),
  }
}

/** Each number is digits and a letter; the letters count from `A` to `z`. */
function readSteps(numerals: string, stepOf: (value: number) => number): string {
  let [text, character, quotient] = ['', 0, 0]
  for (let index = 0; index < numerals.length; index++) {
    const code = numerals.charCodeAt(index)
    if (code < 65) {
      quotient = quotient * 10 + code - 48
      continue
    }
    character += stepOf(quotient * 52 + code - (code < 97 ? 65 : 71))
    text += String.fromCharCode(character)
    quotient = 0
  }
  return text
}
