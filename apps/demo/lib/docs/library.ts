import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import MiniSearch from 'minisearch'
import type { Locale } from '../locale.ts'
import { withHints } from './hints.ts'
import { isOverview, type Section, splitSections } from './sections.ts'
import { questionTerms, terms } from './terms.ts'

/** The documentation, ready to be searched. */
export interface Library {
  sections: readonly Section[]
  /** The sections that fit a question, the best first; none if it is about something else. */
  find(question: string, locale: Locale): Section[]
}

// `next start` and `next dev` run in the app's folder.
const root = join(/* turbopackIgnore: true */ process.cwd(), '../..')
const docsDir = process.env.DOCS_DIR ?? join(root, 'docs')

/** How much of a question a section must speak of. */
const leastCoverage = 0.34
/** How much worse than the best one it may fit. */
const leastScore = 0.08

let loading: Promise<Library> | undefined

/** Reads the documentation at the first call. */
export function openLibrary(): Promise<Library> {
  loading ??= load()
  return loading
}

async function load(): Promise<Library> {
  const files = [...(await markdownFiles(root, false)).filter(isReadme), ...(await markdownFiles(docsDir, true))]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const split = texts.flatMap((text, index) => splitSections(nameOf(files[index] ?? ''), text))
  return createLibrary(split.map((section, id) => ({ id, ...section })))
}

async function markdownFiles(folder: string, isRecursive: boolean): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: isRecursive, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    return files.map((entry) => join(entry.parentPath, entry.name)).sort()
  } catch {
    // Someone may run the app without the documentation: it then says that it knows nothing.
    return []
  }
}

const isReadme = (file: string) => /README[^/\\]*\.md$/.test(file)

/** The file's name as the repository has it, wherever the folder lies. */
function nameOf(file: string): string {
  const inDocs = relative(docsDir, file)
  return (inDocs.startsWith('..') ? relative(root, file) : join('docs', inDocs)).replaceAll('\\', '/')
}

function createLibrary(sections: readonly Section[]): Library {
  const index = new MiniSearch<Section>({
    fields: ['heading', 'page', 'body'],
    tokenize: terms,
    processTerm: (term) => term,
    searchOptions: { boost: { heading: 5, page: 2 }, tokenize: questionTerms },
  })
  index.addAll(sections)

  return {
    sections,
    find(question, locale) {
      const asked = questionTerms(question)
      if (asked.length === 0) return []
      const hits = index.search(withHints(question), {
        boostDocument: (id) => (isOverview(sections[id] ?? { file: '' }) ? 0.4 : 1),
        filter: ({ id }) => sections[id]?.locale === locale && sections[id].body !== '',
        prefix: (term) => term.length > 3 && /^[a-z]/.test(term),
        fuzzy: (term) => (term.length > 5 && /^[a-z]/.test(term) ? 0.2 : false),
      })
      const best = hits[0]?.score ?? 0
      const fitting = hits.filter(
        ({ queryTerms, score }) => queryTerms.length / asked.length >= leastCoverage && score > best * leastScore,
      )
      return fitting.flatMap(({ id }) => sections[id] ?? [])
    },
  }
}
