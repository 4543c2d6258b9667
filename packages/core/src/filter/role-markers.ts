import type { Span } from './detector.ts'

/** Where a line begins as if the server or its developers spoke: `### System:`, `[system]`, `【系统】`. */
export function findRoleMarkers(text: string): readonly Span[] {
  const spans: Span[] = []
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    let start = line
    while (start - line < mostSigns && signs.includes(text[start] ?? '\n')) start++
    // Reports of errors have lines that begin with the word alone.
    if (text.slice(line, start).trim() === '') continue
    const beginning = text.slice(start, start + 24).toLowerCase()
    const role = roles.find((each) => beginning.startsWith(each))
    if (role === undefined) continue
    const rest = beginning.slice(role.length).trimStart()
    if (ends.some((end) => rest.startsWith(end))) spans.push({ start: line, end: start + role.length })
  }
  return spans
}

const signs = ' #*[<【-=('
const mostSigns = 8
const roles = ['system', 'developer', '系统', '系統', '开发者']
const ends = [':', '：', ']', '】', '>', ')', '*', 'message', 'prompt', '提示', '消息', '指令']

function nextLine(text: string, from: number): number {
  const lineBreak = text.indexOf('\n', from)
  return lineBreak < 0 ? text.length : lineBreak + 1
}
