/** How far the line is indented, once its tabs are spaces. All of a blank line is indentation. */
export function indentOf(line: string): number {
  return line.search(/[^ ]|$/)
}

export function isBlank(line: string): boolean {
  return indentOf(line) === line.length
}

/** The line with spaces instead of tabs: as many as lead to the next fourth column. */
export function withoutTabs(line: string): string {
  return line.split('\t').reduce((before, after) => before.padEnd((before.length >> 2) * 4 + 4) + after)
}
