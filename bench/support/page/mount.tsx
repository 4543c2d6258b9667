// The page around every candidate: the same conversation, the same Markdown, the same rows.
import { lexer } from 'marked'
import { memo, type ReactNode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** What the bench asks of a page. */
export interface PageUnderTest {
  rowRenders: number
  blockRenders: number
  /** Puts the conversation in place that is to be stored. */
  seed(): void
  /** Sends a message. Resolves when its answer is on the screen. */
  send(): Promise<void>
  /** The answer's text as it is on the screen. */
  shown(): string
}

declare global {
  var page: PageUnderTest
}

const plugins = [remarkGfm]
export const Markdown = ({ text }: { text: string }) => <ReactMarkdown remarkPlugins={plugins}>{text}</ReactMarkdown>

/** A block of Markdown that is rendered again only when its own text changes. */
export const Block = memo(function Block({ text }: { text: string }) {
  globalThis.page.blockRenders++
  return <Markdown text={text} />
})

/** Splits the text anew each time and renders the blocks that have changed, as the documentation of AI SDK shows it. */
export function MarkdownBlocks({ text }: { text: string }) {
  let offset = 0
  return lexer(text).map(({ raw }) => {
    offset += raw.length
    return <Block key={offset - raw.length} text={raw} />
  })
}

export const textOf = (parts: readonly { type: string; text?: string; content?: unknown }[]) =>
  parts.map(({ text, content }) => text ?? content ?? '').join('')

export interface Conversation<Message> {
  messages: readonly Message[]
  isReady: boolean
  send(text: string): void
  seed?(): void
}

export interface Candidate<Message> {
  useConversation(): Conversation<Message>
  idOf(message: Message): string | number
  /** What is within a row. */
  useRow(message: Message): ReactNode
  /** How many messages there are before the send. */
  history: number
}

export function mount<Message>({ useConversation, idOf, useRow, history }: Candidate<Message>): void {
  let conversation: Conversation<Message> | undefined
  let answered: (() => void) | undefined

  const Row = memo(function Row({ message }: { message: Message }) {
    globalThis.page.rowRenders++
    return <article>{useRow(message)}</article>
  })
  function Page() {
    const current = useConversation()
    const { messages, isReady } = current
    useEffect(() => {
      conversation = current
      if (isReady && messages.length === history + 2) answered?.()
    })
    return messages.map((message) => <Row key={idOf(message)} message={message} />)
  }

  globalThis.page = {
    rowRenders: 0,
    blockRenders: 0,
    seed: () => conversation?.seed?.(),
    async send() {
      globalThis.page.rowRenders = 0
      globalThis.page.blockRenders = 0
      const isAnswered = new Promise<void>((resolve) => {
        answered = resolve
      })
      conversation?.send('Go on.')
      await isAnswered
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
    },
    shown: () => document.querySelector('article:last-of-type')?.textContent ?? '',
  }
  createRoot(document.querySelector('#root')!).render(<Page />)
}
