import type { OpenSource } from '../channel.ts'
import type { Edit } from '../cut.ts'
import type { FilterHit } from '../filter-hit.ts'
import type { FilterRule } from '../filter-rule.ts'

/** Finds terms letter by letter, the longest of the leftmost: what a scanner does, without any of its arts. */
export function plainSource(...rules: readonly FilterRule[]): OpenSource {
  const terms = rules.flatMap((rule) => (rule.terms ?? []).map((term) => ({ term, rule })))
  return (onHit) => {
    let text = ''
    let safe = 0
    let blockedBy: FilterHit | undefined

    function settle(isEnd: boolean) {
      const edits: Edit[] = []
      while (safe < text.length && blockedBy === undefined) {
        const rest = text.slice(safe)
        if (!isEnd && terms.some(({ term }) => term.length > rest.length && term.startsWith(rest))) break
        const [found] = terms
          .filter(({ term }) => rest.startsWith(term))
          .sort((left, right) => right.term.length - left.term.length)
        if (found === undefined) {
          safe++
          continue
        }
        const { term, rule } = found
        const action = rule.action ?? (rule.replaceWith === undefined ? 'redact' : 'replace')
        const end = safe + term.length
        const { id: ruleId, category = rule.id, severity = 'medium' } = rule
        const hit = { ruleId, category, severity, action, start: safe, end }
        onHit(hit)
        if (action === 'block') blockedBy = hit
        else {
          if (action === 'redact' || action === 'replace') edits.push({ start: safe, end, rule })
          safe = end
        }
      }
      return { safe, edits, blockedBy }
    }
    return {
      push(piece) {
        text += piece
        return settle(false)
      },
      flush() {
        const cut = settle(true)
        text = ''
        safe = 0
        blockedBy = undefined
        return cut
      },
    }
  }
}

/** All pieces of a text, cut where `sizes` say. */
export function pieces(text: string, sizes: readonly number[]): string[] {
  const cut: string[] = []
  let at = 0
  for (let index = 0; at < text.length; index++) {
    const size = sizes[index % sizes.length] ?? text.length
    cut.push(text.slice(at, at + size))
    at += size
  }
  return cut
}
