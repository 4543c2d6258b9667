/**
 * The text without what nobody sees; the very same if there is nothing of it. Out go control characters but tabs and line
 * breaks, bidirectional overrides and isolates, and tag characters but those of the flags of England, Scotland and Wales.
 * Behind a visible character one variation selector and one character without width stay, as emoji, Persian, Indic scripts and
 * Mongolian need them: what is hidden takes more. Between two letters or digits of ASCII none stays: there it only hides a number
 * or a key from who looks for such. Half of a surrogate pair becomes U+FFFD.
 */
export function withoutInvisible(text: string): string {
  let result = ''
  let copied = 0
  /** The last visible character, and what of the rest has been seen behind it. */
  let base = 0
  let seen = visible
  for (let index = 0; index < text.length; ) {
    const point = text.codePointAt(index) ?? 0
    const kind = isPlain(point) ? visible : kindOf(point)
    const end = index + (point === blackFlag ? flagLength(text, index) : point > 0xffff ? 2 : 1)
    if (kind === visible) {
      base = point
      seen = visible
    } else if (
      kind > seen &&
      ((kind === narrow && !(isLatin(base) && isLatin(nextVisible(text, end)))) ||
        (kind === selector && isSelectable(base, point)))
    ) {
      seen = kind
    } else {
      const replacement = replacements[kind] ?? ''
      result += text.slice(copied, index) + replacement
      copied = end
      if (replacement !== '') {
        base = replacement.charCodeAt(0)
        seen = visible
      }
    }
    index = end
  }
  return copied === 0 ? text : result + text.slice(copied)
}

// In the order in which they may follow each other.
const visible = 0
const selector = 1
const narrow = 2
const hidden = 3
const lineBreak = 4
const half = 5

// Where a page or a line ends words do, too.
const replacements: readonly string[] = ['', '', '', '', '\n', '\ufffd']

/** Most of what is written, quickly known to be visible. */
function isPlain(point: number): boolean {
  if (point < 0x7f) return point > 0x1f || point === 0x0a || point === 0x09 || point === 0x0d
  return point > 0x3164 && point < 0xd800
}

// Where a kind begins; it goes on to the next.
const starts: readonly (readonly [number, number])[] = [
  [0x00, hidden],
  [0x0b, lineBreak],
  [0x0e, hidden],
  [0x20, visible],
  [0x7f, hidden],
  [0x85, lineBreak],
  [0x86, hidden],
  [0xa0, visible],
  [0xad, narrow],
  [0xae, visible],
  [0x34f, narrow],
  [0x350, visible],
  [0x61c, narrow],
  [0x61d, visible],
  // Stand for missing parts of Korean syllables and of Khmer vowels.
  [0x115f, narrow],
  [0x1161, visible],
  [0x17b4, narrow],
  [0x17b6, visible],
  [0x180b, selector],
  [0x180e, narrow],
  [0x180f, selector],
  [0x1810, visible],
  [0x200b, narrow],
  [0x2010, visible],
  [0x202a, hidden],
  [0x202f, visible],
  [0x2060, narrow],
  [0x2065, hidden],
  [0x2070, visible],
  [0x3164, narrow],
  [0x3165, visible],
  [0xd800, half],
  [0xe000, visible],
  [0xfe00, selector],
  [0xfe10, visible],
  [0xfeff, narrow],
  [0xff00, visible],
  [0xffa0, narrow],
  [0xffa1, visible],
  [0xfff0, hidden],
  [0xfffc, visible],
  [0x1bca0, hidden],
  [0x1bca4, visible],
  [0x1d173, hidden],
  [0x1d17b, visible],
  [0xe0000, hidden],
  [0xe0100, selector],
  [0xe01f0, hidden],
  [0xe1000, visible],
]

function kindOf(point: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle]?.[0] ?? 0) <= point) low = middle
    else high = middle
  }
  return starts[low]?.[1] ?? visible
}

/** Emoji style may be asked for behind anything, a letter's other forms only in scripts that have such. */
function isSelectable(base: number, point: number): boolean {
  return point === 0xfe0e || point === 0xfe0f || base >= 0x1000
}

/** The next character that is seen. Asked once behind each that is, so that all text is looked at twice at most. */
function nextVisible(text: string, start: number): number {
  for (let index = start; index < text.length; ) {
    const point = text.codePointAt(index) ?? 0
    if (isPlain(point) || kindOf(point) === visible) return point
    index += point > 0xffff ? 2 : 1
  }
  return 0
}

function isLatin(point: number): boolean {
  return (point > 0x2f && point < 0x3a) || (point > 0x40 && point < 0x5b) || (point > 0x60 && point < 0x7b)
}

const blackFlag = 0x1f3f4

// What follows it in the flags of England, Scotland and Wales: `gbeng`, `gbsct`, `gbwls` and an end, as tags.
const countries = [
  '\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  '\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
]

/** How long the flag is that begins here, in UTF-16 units: with its tags if they make it that of a country. */
function flagLength(text: string, index: number): number {
  const country = countries.find((tags) => text.startsWith(tags, index + 2))
  return 2 + (country?.length ?? 0)
}
