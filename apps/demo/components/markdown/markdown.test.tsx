import { splitBlocks } from '@sluice/react'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { Markdown } from './markdown.tsx'

const shown = (text: string, isStreaming = false) => (
  <PreferencesProvider locale="en" theme="system">
    <Markdown blocks={splitBlocks(text).map((block) => (isStreaming ? block : { ...block, isComplete: true }))} />
  </PreferencesProvider>
)

describe('Markdown', () => {
  it('touches only the last block while text arrives', async () => {
    const text = '# Title\n\nSome **bold** words.\n\n```ts\nconst a = 1\n```\n\nThe last'
    const { container, rerender } = await render(shown(text, true))
    const root = container.querySelector('.markdown')!
    const settled = [...root.children].slice(0, -1)
    expect(settled.map(({ tagName }) => tagName)).toEqual(['H1', 'P', 'FIGURE'])

    const touched: Node[] = []
    const observer = new MutationObserver((records) => touched.push(...records.map(({ target }) => target)))
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
    await rerender(shown(`${text} **words** grow.\n\n- and a list`, true))
    await expect.poll(() => touched.length).toBeGreaterThan(0)
    observer.disconnect()
    // The same elements, not only equal ones.
    expect(settled.map((block) => root.contains(block))).toEqual([true, true, true])
    expect(root.children).toHaveLength(5)
    expect(touched.filter((node) => settled.some((block) => block.contains(node)))).toEqual([])
  })

  it('closes a mark that is still open, and shows the text as it is at its end', async () => {
    const { container, rerender } = await render(shown('so **bo', true))
    expect(container.querySelector('strong')?.textContent).toBe('bo')
    await rerender(shown('so **bo'))
    expect(container.textContent).toBe('so **bo')
  })

  it('loads nothing, runs nothing and follows only links to the web', async () => {
    const text =
      '![secret](https://evil.example/x.png) <img src="https://evil.example/y.png" onerror="alert(1)"> [run](javascript:alert(1)) [site](https://a.example) [file](./x.md)\n\n<script>alert(1)</script>\n\n<iframe src="https://evil.example"></iframe>'
    const { container } = await render(shown(text))
    expect(container.querySelector('img, script, iframe, [onerror]')).toBeNull()
    const links = [...container.querySelectorAll('a')]
    expect(links.map(({ href }) => href)).toEqual(['https://evil.example/x.png', 'https://a.example/'])
    expect(links.every(({ rel, target }) => rel.includes('noopener') && target === '_blank')).toBe(true)
  })

  it('shows code with its language and every character', async () => {
    const { container } = await render(shown('```ts\nconst a = "<b>" // x\n\nb()\n```'))
    expect(container.querySelector('figcaption')?.textContent).toBe('ts')
    expect(container.querySelector('pre')?.textContent).toBe('const a = "<b>" // x\n\nb()')
    expect(container.querySelector('[data-kind="keyword"]')?.textContent).toBe('const')
  })

  it('shows a table', async () => {
    const { container } = await render(shown('| a | b |\n|---|---|\n| 1 | 2 |'))
    expect([...container.querySelectorAll('td')].map(({ textContent }) => textContent)).toEqual(['1', '2'])
  })
})
