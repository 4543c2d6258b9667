import { parseAst } from 'vitest/node'

/** A regular expression as a file has it. */
export interface FoundPattern {
  /** As it is written, flags included. */
  readonly raw: string
  readonly line: number
}

export interface FoundPatterns {
  readonly literals: readonly FoundPattern[]
  /** Where a pattern is not told by a literal: made of a text, or taken from elsewhere. The line as it is written. */
  readonly others: readonly FoundPattern[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** All regular expressions of a TypeScript file, by its syntax tree. */
export function regularExpressions(path: string, text: string): FoundPatterns {
  const literals: FoundPattern[] = []
  const others: FoundPattern[] = []
  const named = new Set<string>()
  const all = nodesOf(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node)
  const found = ({ start, end }: Node) => ({
    raw: text.slice(start, end),
    line: text.slice(0, start).split('\n').length,
  })

  for (const node of all) {
    if (isPattern(node)) literals.push(found(node))
    if (node.type === 'VariableDeclarator' && isPattern(node.init) && isNode(node.id)) named.add(`${node.id.name}`)
  }
  for (const node of all) {
    // The name stands for making one, and for the type of one that comes from elsewhere.
    if (node.type === 'Identifier' && node.name === 'RegExp') others.push(found(node))
    const argument = argumentOfSearch(node)
    const isKnown = isPattern(argument) || (isNode(argument) && named.has(`${argument.name}`))
    if (argument !== undefined && !isKnown) others.push(found(node))
  }
  return { literals, others }
}

/** These make a pattern of a text. `replace` and `split` do not: they look for it as it is. */
function argumentOfSearch({ type, callee, arguments: given }: Node): unknown {
  if (type !== 'CallExpression' || !isNode(callee) || !isNode(callee.property) || !Array.isArray(given))
    return undefined
  return ['match', 'matchAll', 'search'].includes(`${callee.property.name}`) ? given[0] : undefined
}

function isPattern(node: unknown): boolean {
  return isNode(node) && node.type === 'Literal' && node.regex !== undefined
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function nodesOf(value: unknown, all: Node[] = []): Node[] {
  if (Array.isArray(value)) for (const item of value) nodesOf(item, all)
  if (!isNode(value)) return all
  all.push(value)
  for (const field in value) nodesOf(value[field], all)
  return all
}
