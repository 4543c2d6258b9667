import { memo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block.tsx'

const plugins = [remarkGfm]

const components: Components = {
  pre: ({ node }) => {
    const [code] = node?.children ?? []
    if (code?.type !== 'element') return null
    const [language = ''] = Array.isArray(code.properties.className) ? code.properties.className : []
    const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
    return <CodeBlock code={text.replace(/\n$/, '')} language={String(language).replace('language-', '')} />
  },
  a: ({ href = '', children }) => {
    if (!/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    )
  },
  // A picture is a request to a server that the answer chose: it could carry what was said. A link must be clicked.
  img: ({ src, alt }) =>
    typeof src === 'string' && /^https?:/i.test(src) ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">
        {alt || src}
      </a>
    ) : null,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, by keyboard as well
    <div className="table-scroll" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
}

/** One block. Raw HTML in it is left out. */
export const MarkdownBlock = memo(function MarkdownBlock({ source }: { source: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} skipHtml>
      {source}
    </ReactMarkdown>
  )
})
