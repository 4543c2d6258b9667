import { fitFamily, readPassages, weightLine } from './token-fit.ts'

// `node scripts/fit-tokens.ts <corpus.jsonl[.gz]>`: fits the weights in `packages/core/src/tokens/families.ts`. A line of the
// corpus is `{ lang, text, counts: { family: tokens } }`. Prints the table, and the errors on passages left out of the fit.

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Name a file of passages: node scripts/fit-tokens.ts <corpus.jsonl[.gz]>')

const passages = readPassages(file)
const families = Object.keys(passages[0]?.counts ?? {})
const fits = families.map((family) => ({ family, ...fitFamily(passages, family) }))

for (const { family, weights } of fits) console.log(weightLine(family, weights))

const categories = Object.keys(fits[0]?.errorByCategory ?? {}).toSorted()
const percent = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1))
const rows = (kind: 'mean' | 'sum') =>
  Object.fromEntries([
    ['all', Object.fromEntries(fits.map(({ family, error }) => [family, percent(error[kind])]))],
    ...categories.map((category) => [
      category,
      Object.fromEntries(
        fits.map(({ family, errorByCategory }) => [family, percent(errorByCategory[category]?.[kind])]),
      ),
    ]),
  ])
console.log(`\nCross-validated over ${passages.length} passages: mean absolute error, %`)
console.table(rows('mean'))
console.log('Error of the sum, %')
console.table(rows('sum'))
