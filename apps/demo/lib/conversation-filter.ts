import { blocklist, createFilter, type FilterPolicyOptions, prcIdentity, secrets } from '@sluice/core'
import { traditional } from '@sluice/core/traditional'

const normalize = { variants: [traditional] }

/** Harmless words that play forbidden ones. */
const taboo = blocklist(['藏宝图', 'treasure map'], { id: 'demo-taboo', action: 'block', severity: 'high' })

// One filter for all visitors, each of whom has a pipeline of their own: its terms are compiled once.
const input = createFilter({
  rules: [...secrets(), prcIdentity({ placeholder: true }), taboo],
  normalize,
})
const output = createFilter({
  rules: [
    blocklist(['私盐'], { id: 'demo-terms-zh', replaceWith: '[内容被过滤]' }),
    blocklist(['moonshine'], { id: 'demo-terms-en', replaceWith: '[filtered]' }),
    taboo,
  ],
  normalize,
})

/**
 * What is looked for in the conversations of the demo. Models are shown neither keys nor identity numbers; these stand in their
 * answers again. A few words are replaced in answers, and one stops them.
 */
export const conversationFilter: FilterPolicyOptions = {
  input,
  output,
  // Files lie in messages, written out: the route bounds the whole.
  guard: { maxCharacters: false },
}
