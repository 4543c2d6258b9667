/** Reads a JSON value that comes in pieces. */
export interface PartialJson {
  /** Takes the next piece. Costs what the piece is long, whatever came before it. */
  push(piece: string): void
  /**
   * What can be read so far, as if everything were closed here; `undefined` where that is nothing. What is no JSON is read
   * as far as it makes sense. Later pieces change nothing of what was given; arrays and objects that are whole keep their
   * identity.
   */
  value(): unknown
}

/** An array or object that is not closed yet. */
interface Open {
  readonly items: unknown[] | Record<string, unknown>
  /** Of an object's next value, once it is known. */
  name?: string | undefined
}

// What separates values says nothing that their order does not say. A number or word ends where something else begins.
const tokens = /[\s,:]+|["[\]{}]|[\w.+-]+(?=[^\w.+-])/y
const characters = /[^"\\]+|\\(?:u[\da-fA-F]{4}|["\\/bfnrt])|"/y
const words = ['true', 'false', 'null']

/** Deeper values are not read: whoever walks through one is likely to do it by recursion. */
const maxDepth = 256
/** More than anything is long that cannot be read in pieces. */
const maxRest = 1_024

/** A reader for one value. */
export function createPartialJson(): PartialJson {
  const around: Open[] = []
  /** What the next value goes to; outermost is a list of the only value. */
  let top: Open = { items: [] }
  /** As much as there is of a string or name. */
  let text: string | undefined
  /** What could not be read yet. */
  let rest = ''
  let isOver = false

  function take(found: string): void {
    if (text !== undefined) {
      if (found === '"') endText(text)
      else text += found.startsWith('\\') ? JSON.parse(`"${found}"`) : found
    } else if (found === '"') text = ''
    else if (found === '[' || found === '{') {
      isOver = around.push(top) > maxDepth
      top = { items: found === '[' ? [] : {} }
    } else if (found === ']' || found === '}') endItems()
    else {
      const value = scalar(found)
      isOver = value === undefined && /\w/.test(found)
      put(top, value)
    }
  }
  function endText(whole: string): void {
    text = undefined
    if (top.name === undefined && !Array.isArray(top.items)) top.name = whole
    else put(top, whole)
  }
  function endItems(): void {
    const { items } = top
    const outer = around.pop()
    isOver = outer === undefined
    top = outer ?? top
    if (outer) put(outer, items)
  }

  return {
    push(piece) {
      rest += piece
      let at = 0
      while (!isOver) {
        const pattern = text === undefined ? tokens : characters
        pattern.lastIndex = at
        const found = pattern.exec(rest)?.[0]
        if (found === undefined) break
        take(found)
        at = pattern.lastIndex
        isOver ||= around.length === 0 && Object(top.items)[0] !== undefined
      }
      isOver ||= rest.length - at > maxRest
      rest = isOver ? '' : rest.slice(at)
    },
    value() {
      const values = [...around, top].reduceRight<unknown>((inner, { items, name }) => {
        const copy = { items: Array.isArray(items) ? [...items] : { ...items }, name }
        put(copy, inner)
        return copy.items
      }, text ?? scalar(rest))
      return Object(values)[0]
    },
  }
}

function put(open: Open, value: unknown): void {
  const { items, name } = open
  if (value === undefined) return
  if (Array.isArray(items)) items.push(value)
  // As an assignment, `__proto__` would set the prototype.
  else if (name !== undefined && name !== '__proto__') items[name] = value
  open.name = undefined
}

/** A number or word, also when its end is still to come. */
function scalar(text: string): unknown {
  const word = text && words.find((each) => each.startsWith(text))
  if (word) return JSON.parse(word)
  const number = Number.parseFloat(text)
  return Number.isNaN(number) ? undefined : number
}
