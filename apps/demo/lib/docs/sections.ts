import type { Locale } from '../locale.ts'

/** A piece of the documentation: a heading and what stands under it. */
export interface Section {
  id: number
  /** The file, as it is called in the repository. */
  file: string
  locale: Locale
  page: string
  heading: string
  /** 1 for the page's own title. */
  level: number
  /** Markdown, without the heading and without what is below deeper headings. */
  body: string
}

/** Whether a section is of a page that mainly leads to others. */
export function isOverview({ file }: Pick<Section, 'file'>): boolean {
  return /README[^/]*$/.test(file)
}

/** Splits a Markdown file at its headings. Those inside code blocks are none. */
export function splitSections(file: string, markdown: string): Omit<Section, 'id'>[] {
  const locale = /(^|[/.-])zh([/.-]|$)/i.test(file) ? 'zh' : 'en'
  const sections: { heading: string; level: number; lines: string[] }[] = [{ heading: '', level: 1, lines: [] }]
  let fence: string | undefined
  for (const line of withoutFrontMatter(markdown).split(/\r?\n/)) {
    const marks = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
    if (marks !== undefined && fence === undefined) fence = marks
    else if (marks !== undefined && fence !== undefined && marks.startsWith(fence)) fence = undefined
    const [, hashes, title] = (fence === undefined && /^(#{1,6})\s+(.+?)\s*#*$/.exec(line)) || []
    if (hashes !== undefined && title !== undefined) {
      sections.push({ heading: plain(title), level: hashes.length, lines: [] })
    } else sections.at(-1)?.lines.push(line)
  }
  const page = sections.find(({ heading, level }) => heading !== '' && level === 1)?.heading ?? file
  return sections.flatMap(({ heading, level, lines }) => {
    const body = withoutLocalLinks(lines.join('\n')).trim()
    const isEmpty = body === '' && heading === ''
    return isEmpty ? [] : [{ file, locale, page, heading: heading || page, level, body }]
  })
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
}

/** The text of a heading without its marks. */
function plain(title: string): string {
  return title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')
}

/** Links between the files lead nowhere in a chat, and pictures, comments and sources are not for quoting. */
function withoutLocalLinks(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^→ .*$/gm, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[((?:\\.|[^\]\\])+)\]\((?!https?:)[^)]*\)/g, '$1')
}
