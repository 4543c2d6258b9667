// How terms are written by those who do not want them found. Every family gives texts in which the term must be found as a whole.

type Disguise = (term: string) => string[]

const between =
  (sign: string): Disguise =>
  (term) => [Array.from(term).join(sign)]
/** Once only, at each place in turn. */
const once =
  (sign: string): Disguise =>
  (term) => {
    const letters = Array.from(term)
    return letters.slice(1).map((_, at) => letters.slice(0, at + 1).join('') + sign + letters.slice(at + 1).join(''))
  }
/** The letters as they come from a place of Unicode on. */
const fromCode =
  (capital: number | undefined, small: number | undefined): Disguise =>
  (term) => {
    const shift = (start: number) =>
      Array.from(term, (letter) => String.fromCodePoint(start + letter.charCodeAt(0) - 0x61)).join('')
    return [capital, small].filter((start) => start !== undefined).map(shift)
  }
const swapped = (pairs: string): Disguise => {
  const others = new Map(pairs.split(' ').map((pair) => [pair.charAt(0), Array.from(pair).slice(1)]))
  return (term) => {
    const letters = Array.from(term)
    const single = letters.flatMap((letter, at) =>
      (others.get(letter) ?? []).map((other) => letters.with(at, other).join('')),
    )
    const all = letters.map((letter) => others.get(letter)?.[0] ?? letter).join('')
    return [...single, all]
  }
}

const joiners = [...'-_.·•*~/\\|+=^\'"`<>()[]{}#@&%$:【】《》「」“”‘’（）～＊＿｜／．－＃＆＠']
const invisible =
  '\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2061\u2064\u2066\u2069\u206f\u3164\ufeff\ufff9'
const emoji = ['💰', '❤️', '👍🏽', '👩‍💻', '👨‍👩‍👧‍👦', '🏳️‍🌈', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '☎', '★', '🇨🇳']

/** For terms of Latin letters. */
export const latinDisguises: Readonly<Record<string, Disguise>> = {
  'as it is': (term) => [term],
  'with capitals': (term) => [term.toUpperCase(), term[0]?.toUpperCase() + term.slice(1)],
  'in full width': fromCode(0xff21, 0xff41),
  'in circles': fromCode(0x24b6, 0x24d0),
  'in brackets': fromCode(0x1f110, 0x249c),
  'in squares': fromCode(0x1f130, 0x1f170),
  'in dark circles': fromCode(0x1f150, undefined),
  'as flags': fromCode(undefined, 0x1f1e6),
  'in bold letters of mathematics': fromCode(0x1d400, 0x1d41a),
  'in bold italic script': fromCode(0x1d4d0, 0x1d4ea),
  'in gothic letters': fromCode(0x1d56c, 0x1d586),
  'in sans-serif letters': fromCode(0x1d5a0, 0x1d622),
  'in typewriter letters': fromCode(0x1d670, 0x1d68a),
  'with Cyrillic letters': swapped('aа cс eе iі oо pр sѕ xх yу'),
  'with Greek letters': swapped('aα iι nη oοσ pρ uυ vν'),
  'with Cherokee letters': swapped('aᎪ cᏟ iᎥ mᎷ pᏢ sᏚ'),
  'with small capitals': swapped('aᴀ cᴄ iɪ mᴍ nɴ oᴏ pᴘ sꜱ uᴜ'),
  'with accents': swapped('aáàâäãåāą cçćč iíîïī nñń oóöôõøō sšśș uúüûů'),
  'with combining marks': between('\u0336'),
  'with marks at the end, too': (term) => [Array.from(term, (letter) => `${letter}\u0301\u0308`).join('')],
  'with what is not seen': (term) =>
    Array.from(invisible).flatMap((sign) => [...once(sign)(term).slice(0, 1), ...between(sign)(term)]),
  'with tags': between('\u{e0041}'),
  'with variation selectors': (term) => [...between('\ufe0f')(term), ...between('\u{e0101}')(term)],
  'with a joiner between all letters': (term) => joiners.flatMap((sign) => between(sign)(term)),
  // A single apostrophe stands in most English texts: `I'll`.
  'with one joiner': (term) =>
    joiners.filter((sign) => !"'’".includes(sign)).flatMap((sign) => once(sign)(term).slice(1, 2)),
  'with several joiners': (term) => ['--', '.-.', '........'].flatMap((sign) => between(sign)(term)),
  'with emoji': (term) => emoji.slice(0, -1).flatMap((sign) => between(sign)(term)),
  'with spaces between all letters': (term) =>
    [' ', '  ', '\u3000', '\u00a0', ' \u2009 ', '\t'].flatMap((sign) => between(sign)(term)),
  'with signs and spaces': (term) => [' - ', ' . ', '* '].flatMap((sign) => between(sign)(term)),
  'with pauses between all letters': (term) => ['、', '：', '…', '——'].flatMap((sign) => between(sign)(term)),
  'with emphasis': (term) => [
    `${term.slice(0, 2)}**${term.slice(2)}`,
    `${term.slice(0, 1)}*${term.slice(1)}`,
    `${term.slice(0, 2)}__${term.slice(2, 4)}__${term.slice(4)}`,
  ],
}

/** For terms of Chinese characters. */
export const chineseDisguises: Readonly<Record<string, Disguise>> = {
  'as it is': (term) => [term],
  'with spaces': (term) => [' ', '  ', '\u3000', '\t'].flatMap((sign) => [...once(sign)(term), ...between(sign)(term)]),
  'with joiners': (term) => joiners.flatMap((sign) => once(sign)(term)),
  'with several joiners': (term) => ['--', '】【', '* *', '........'].flatMap((sign) => between(sign)(term)),
  'with emoji': (term) => emoji.flatMap((sign) => between(sign)(term)),
  'with what is not seen': (term) =>
    Array.from(invisible).flatMap((sign) => [...once(sign)(term), ...once(sign.repeat(64))(term)]),
  'with tags': between('\u{e0041}'),
  'with variation selectors': (term) => [...between('\ufe0e')(term), ...between('\u{e0100}')(term)],
  'with marks': (term) => [...between('\u0336')(term), ...once('\u20dd')(term)],
  'with emphasis': (term) => {
    const [first = '', ...rest] = Array.from(term)
    return [
      `${first}**${rest.join('')}`,
      `${first}_${rest.join('')}`,
      `${first}~~${rest.join('')}`,
      `${first}\`${rest.join('')}`,
    ]
  },
}
