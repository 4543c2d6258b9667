/** Ends what a block that is still arriving leaves open, so that its marks do not show for a moment. */
export function withoutOpenEnds(block: string): string {
  if (/^\s*(```|~~~)/.test(block)) return block
  const text = block.replace(/!?\[([^\]\n]*)(\]\([^)\n]*)?$/, '$1')
  const outsideCode = text.replace(/`[^`\n]*`/g, '')
  if (outsideCode.includes('`')) return `${text.replace(/`$/, '')}${/`$/.test(text) ? '' : '`'}`
  const bold = outsideCode.split('**').length - 1
  if (bold % 2 === 0) return text.replace(/(?<=\s)\*$/, '')
  return /\*\*\s*$/.test(text) ? text.replace(/\*\*\s*$/, '') : `${text.replace(/\*$/, '')}**`
}
