import { type Container, containerOf, inside } from './markdown-container.ts'
import { isRule, type Leaf, leafOf } from './markdown-leaf.ts'
import { indentOf, isBlank, withoutTabs } from './markdown-line.ts'

/** Reads Markdown line by line and tells where its blocks begin. */
export interface BlockLines {
  /**
   * Whether a block of the top level begins with the line. With one that is not `isWhole`, because more of it is to come,
   * it does only if nothing that comes can change that.
   */
  begins(line: string, isWhole: boolean): boolean
}

// Nobody means more, and every line has to be compared with all of them.
const deepest = 100

const underline = /^ {0,3}(=+|-+) *$/
const tableHead = /^(?=.*-)(?=.*[|:])[ |:-]+$/
const startOfItem = /^(\d{1,9}|\[(\^[^\]]*\]?)?)$/

/** A reader at the beginning of a text, or of any of its blocks. */
export function createBlockLines(): BlockLines {
  const containers: Container[] = []
  let leaf: Leaf | undefined

  /** Ends what is open at the depth. Returns whether what is open instead is of the top level. */
  function open(depth: number, next?: Leaf): boolean {
    containers.length = depth
    leaf = next
    return depth === 0
  }

  function take(line: string): boolean {
    const { depth, rest } = inside(containers, line)
    const isInside = depth === containers.length
    const last = containers.at(-1)
    if (isInside && last?.isEmpty) {
      last.isEmpty = false
      // Of an empty item nothing is left after a blank line but that the list may go on.
      if (isBlank(rest)) last.width = Number.POSITIVE_INFINITY
    }
    if (isInside && typeof leaf === 'function') {
      if (leaf(rest)) leaf = undefined
      return false
    }
    if (isBlank(rest)) {
      if (containers[depth]?.sign === '>') open(depth)
      else if (leaf !== 'code') leaf = undefined
      return false
    }
    if (isInside && leaf === 'paragraph' && underline.test(rest)) {
      leaf = undefined
      return false
    }
    return begin(rest, depth, isInside)
  }

  /** Takes what of a line is within containers: goes on with the leaf, or begins something else. */
  function begin(line: string, depth: number, isInside: boolean): boolean {
    const indent = indentOf(line)
    if (indent === line.length) return false
    const isCode = indent > 3
    if (!isCode) {
      const body = line.slice(indent)
      const next = leafOf(body, leaf === 'paragraph')
      if (next !== undefined) return open(depth, next.leaf)
      const inner = depth < deepest ? containerOf(body, indent, isInside && leaf === 'paragraph') : undefined
      if (inner !== undefined) {
        const isListGoingOn = containers[depth]?.sign === inner.container.sign
        const begins = open(depth) && !isListGoingOn
        containers.push(inner.container)
        return begin(inner.rest, depth + 1, true) || begins
      }
      if (isInside && leaf === 'paragraph' && tableHead.test(body)) leaf = 'table'
    }
    // The lines of a paragraph need not repeat the signs of what it is in.
    if (leaf === 'paragraph' || (isInside && leaf === (isCode ? 'code' : 'table'))) return false
    return open(depth, isCode ? 'code' : 'paragraph')
  }

  return {
    begins(line, isWhole) {
      const spaced = withoutTabs(line)
      const mayChange = leaf === 'paragraph' || leaf === 'table' || mayBecomeItem(spaced.trim(), containers[0]?.sign)
      return take(spaced) && (isWhole || !mayChange)
    },
  }
}

/** Whether an item with the sign may begin with what is none yet. */
function mayBecomeItem(text: string, sign = '>'): boolean {
  if (sign === '>') return false
  return startOfItem.test(text) || (text.startsWith(`${sign} `) && isRule(text))
}
