/** The longest pattern whose repetition counts, in UTF-16 units. */
const longestPattern = 64

/**
 * Whether somewhere in a text a character, or a pattern of up to 64 UTF-16 units, stands more than `maxRepeats` times in a row.
 *
 * A stretch that long covers one of the places that are looked at, which are `maxRepeats` apart. From there it is followed to
 * both sides; no stretch is followed twice with the same pattern, so that the time is in proportion to the text.
 */
export function hasLongRepeat(text: string, maxRepeats: number): boolean {
  /** How far the text has been compared with itself, for each length of a pattern. */
  const compared = new Uint32Array(longestPattern + 1)
  for (let place = 0; place < text.length; place += maxRepeats) {
    const unit = text.charCodeAt(place)
    for (let length = 1; length <= longestPattern; length++) {
      const known = compared[length] ?? 0
      if (place < known || unit !== text.charCodeAt(place + length)) continue
      let start = place
      while (start > known && text.charCodeAt(start - 1) === text.charCodeAt(start - 1 + length)) start--
      let end = place + 1
      while (text.charCodeAt(end) === text.charCodeAt(end + length)) end++
      if (end - start >= maxRepeats * length) return true
      compared[length] = end
    }
  }
  return false
}
