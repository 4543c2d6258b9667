/** Finds JSON that stands on lines of its own in a stream of server-sent events. */
export interface BareJson {
  /**
   * What of the text may go to the parser now. It drops the beginning of a line that is no field, so that one is held
   * back until the line is complete.
   */
  hold(text: string): string
  /** Told of a line that is no field. Gives back the JSON that it completes. */
  add(line: string): string | undefined
}

const longest = 65_536
// In one stream: each one reads all lines anew.
const mostTries = 100

// What a field of an event, or a comment, begins with.
const beginnings = 'deir:'

/** The bare JSON of one stream. */
export function createBareJson(): BareJson {
  let held = ''
  let lines = ''
  let tries = 0
  /** Whether the parser has the beginning of a line already. */
  let isWithin = false

  return {
    hold(text) {
      if (text === '') return text
      const lineStart = startOfLast(text)
      // The line goes on that began earlier.
      if (lineStart === 0 && isWithin) return text
      const rest = lineStart === 0 ? held + text : text.slice(lineStart)
      const ready = lineStart === 0 ? '' : held + text.slice(0, lineStart)
      isWithin = rest !== '' && (beginnings.includes(rest.charAt(0)) || rest.length > longest)
      held = isWithin ? '' : rest
      return isWithin ? ready + rest : ready
    },
    add(line) {
      if (lines === '' && !line.trimStart().startsWith('{')) return undefined
      lines += line
      if (lines.length > longest || tries >= mostTries) lines = ''
      if (lines === '' || !line.trimEnd().endsWith('}')) return undefined
      try {
        JSON.parse(lines)
      } catch {
        // Not its last brace yet.
        tries++
        return undefined
      }
      const json = lines
      lines = ''
      return json
    },
  }
}

/** Where the last line begins, which may be empty. */
function startOfLast(text: string): number {
  // Chunks mostly end with a whole event.
  return text.endsWith('\n') ? text.length : Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
}
