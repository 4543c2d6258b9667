import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { memo, type ReactNode, StrictMode, useEffect } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { Chat } from '../chat.ts'
import { allowNoConsoleErrors } from '../test-support/no-console-errors.ts'
import { textMessage, transcript } from '../test-support/transcript.ts'
import { testTransport } from '../testing/index.ts'
import { type UseChatOptions, type UseChatResult, useChat } from '../use-chat.ts'
import type { MarkdownBlock } from './markdown-blocks.ts'
import { useMessage, useMessageBlocks, useMessageIds, useMessageText } from './use-message.ts'
import type { UseMessageOptions } from './use-shown.ts'

allowNoConsoleErrors()

/** What was rendered to the screen since it was last asked. */
const rendered: string[] = []
const since = () => rendered.splice(0)
function useRenderCount(name: string): void {
  useEffect(() => void rendered.push(name))
}

let chat: UseChatResult
function Owner({ options, children }: { options: UseChatOptions; children?: ReactNode }) {
  const current = useChat(options)
  useEffect(() => {
    chat = current
  })
  return children
}

const List = memo((options: UseMessageOptions & { row: (props: { id: string }) => ReactNode }) => {
  const { row: Row, ...rest } = options
  const ids = useMessageIds(rest)
  useRenderCount('list')
  return (
    <ol>
      {ids.map((id) => (
        <Row key={id} id={id} />
      ))}
    </ol>
  )
})

const TextRow = memo(({ id }: { id: string }) => {
  const text = useMessageText(id)
  useRenderCount(id)
  return <li>{text}</li>
})

const BlockRow = memo(({ id }: { id: string }) => {
  const blocks = useMessageBlocks(id)
  useRenderCount(id)
  return (
    <li>
      {blocks.map((block) => (
        <Block key={block.id} block={block} />
      ))}
    </li>
  )
})
const Block = memo(({ block }: { block: MarkdownBlock }) => {
  useRenderCount(`block ${block.id}`)
  return <p data-complete={block.isComplete}>{block.text}</p>
})

const page = (content: ReactNode, client = new QueryClient()) => (
  <StrictMode>
    <QueryClientProvider client={client}>{content}</QueryClientProvider>
  </StrictMode>
)

/** Begins an answer and gives the means to go on with it, and what is on screen. */
async function answer(transport: ReturnType<typeof testTransport>, container: Element) {
  const sent = chat.sendMessage({ text: 'question' })
  await expect.poll(() => transport.sends.length, { interval: 5 }).toBe(1)
  const send = transport.sends[0]!
  const last = () => container.querySelector('li:last-child')!
  return { send, sent, last }
}

describe('a thread of 200 messages', () => {
  const messages = Array.from({ length: 200 }, (_, index) => textMessage(index % 2 ? 'assistant' : 'user', `m${index}`))

  it('renders one row again for each update of a growing answer', async () => {
    const transport = testTransport()
    const options = { id: 'long', storage: false as const, messages, transport, throttle: 0 }
    const { container } = await render(
      page(
        <Owner options={options}>
          <List chatId="long" row={TextRow} />
        </Owner>,
      ),
    )
    expect(container.querySelectorAll('li')).toHaveLength(200)
    const { send, sent, last } = await answer(transport, container)
    send.text('one')
    await expect.poll(() => last().textContent, { interval: 5 }).toBe('one')
    since()
    const texts = [' two', ' three', ' four']
    for (const [index, text] of texts.entries()) {
      send.text(text)
      const shown = `one${texts.slice(0, index + 1).join('')}`
      await expect.poll(() => last().textContent, { interval: 5 }).toBe(shown)
      expect(since()).toEqual(['answer-1'])
    }
    send.finish()
    await sent
    await expect.poll(() => chat.status, { interval: 5 }).toBe('ready')
    // The end changes what is said of the text, not the text.
    expect(since()).toEqual([])
  })
})

describe('an answer in blocks', () => {
  it('renders only the block that grows, in the same elements to its end', async () => {
    const transport = testTransport()
    const { container } = await render(
      page(
        <Owner options={{ id: 'blocks', storage: false, transport, throttle: 0 }}>
          <List chatId="blocks" row={BlockRow} />
        </Owner>,
      ),
    )
    const { send, sent, last } = await answer(transport, container)
    const blocks = () => [...last().querySelectorAll('p')]
    send.text('# One\n\nText')
    await expect.poll(() => blocks().map(({ textContent }) => textContent)).toEqual(['# One\n\n', 'Text'])
    const elements = blocks()
    since()
    send.text(' that grows')
    await expect.poll(() => blocks()[1]?.textContent, { interval: 5 }).toBe('Text that grows')
    expect(since()).toEqual(['block 7', 'answer-1'])
    send.text('.\n\n- List')
    await expect.poll(() => blocks().length, { interval: 5 }).toBe(3)
    // StrictMode runs the effects of a new one twice.
    expect(since()).toEqual(['block 7', 'block 25', 'answer-1', 'block 25'])
    expect(blocks().map(({ dataset }) => dataset.complete)).toEqual(['true', 'true', 'false'])
    send.finish()
    await sent
    await expect.poll(() => blocks().map(({ dataset }) => dataset.complete)).toEqual(['true', 'true', 'true'])
    expect(since()).toEqual(['block 25', 'answer-1'])
    expect(blocks().slice(0, 2)).toEqual(elements)
    expect(blocks()[1]).toBe(elements[1])
  })
})

describe('a text that is cut in the middle of a character', () => {
  it('is shown without its half until the other half has come, or the text has ended', async () => {
    const transport = testTransport()
    const { container } = await render(
      page(
        <Owner options={{ id: 'halves', storage: false, transport, throttle: 0 }}>
          <List chatId="halves" row={TextRow} />
        </Owner>,
      ),
    )
    const { send, sent, last } = await answer(transport, container)
    const [first, second] = ['\u{1F389}'[0]!, '\u{1F389}'[1]!]
    send.text(`a${first}`)
    await expect.poll(() => last().textContent, { interval: 5 }).toBe('a')
    send.text(`${second}${first}`)
    await expect.poll(() => last().textContent, { interval: 5 }).toBe('a\u{1F389}')
    send.finish()
    await sent
    await expect.poll(() => last().textContent, { interval: 5 }).toBe(`a\u{1F389}${first}`)
  })
})

function Shown({ id, ...options }: { id: string } & UseMessageOptions) {
  const message = useMessage(id, options)
  return <q>{message === undefined ? 'nothing' : transcript([message])}</q>
}

describe('useMessage', () => {
  it('finds the message in whatever chat of the page has it', async () => {
    const { container } = await render(
      page(
        <>
          <Owner options={{ messages: [textMessage('user', 'a')] }} />
          <Owner options={{ messages: [textMessage('user', 'b')] }} />
          {['a', 'b', 'c'].map((id) => (
            <Shown key={id} id={id} />
          ))}
        </>,
      ),
    )
    expect(container.textContent).toBe('user: auser: bnothing')
  })

  it('looks only where it is told to, by chatId, scope or chat', async () => {
    const own = new Chat({ messages: [{ ...textMessage('user', 'own'), id: 'm' }] })
    const say = (text: string) => [{ ...textMessage('user', text), id: 'm' }]
    const { container } = await render(
      page(
        <>
          <Owner options={{ id: 'x', scope: 'ada', storage: false, messages: say('xa ') }} />
          <Owner options={{ id: 'x', scope: 'bob', storage: false, messages: say('xb ') }} />
          <Owner options={{ id: 'y', scope: 'bob', storage: false, messages: say('yb ') }} />
          <Shown id="m" chatId="y" />
          <Shown id="m" chatId="x" scope="bob" />
          <Shown id="m" scope="ada" />
          <Shown id="m" chatId="z" />
          <Shown id="m" scope="" />
          <Shown id="m" chat={own} />
        </>,
      ),
    )
    expect(container.textContent).toBe('user: yb user: xb user: xa nothingnothinguser: own')
  })

  it('finds it on a page without a query client, too', async () => {
    const { container } = await render(
      <>
        <Owner options={{ id: 'bare', storage: false, messages: [textMessage('user', 'bare')] }} />
        <Shown id="bare" />
      </>,
    )
    expect(container.textContent).toBe('user: bare')
  })

  it('finds what appears later, goes, and comes again as another', async () => {
    const client = new QueryClient()
    const header = <Shown key="header" id="m" chatId="late" />
    const content = (text?: string) =>
      page(
        <>
          {header}
          {text !== undefined && (
            <Owner
              key={text}
              options={{ id: 'late', storage: false, messages: [{ ...textMessage('user', text), id: 'm' }] }}
            />
          )}
        </>,
        client,
      )
    const { container, rerender } = await render(content())
    expect(container.textContent).toBe('nothing')
    await rerender(content('one'))
    await expect.poll(() => container.textContent, { interval: 5 }).toBe('user: one')
    await rerender(content())
    await expect.poll(() => container.textContent, { interval: 5 }).toBe('nothing')
    await rerender(content('two'))
    await expect.poll(() => container.textContent, { interval: 5 }).toBe('user: two')
    chat.setMessages([{ ...textMessage('user', 'three'), id: 'm' }])
    await expect.poll(() => container.textContent, { interval: 5 }).toBe('user: three')
  })

  it('leaves nothing behind in a chat when it goes', async () => {
    const own = new Chat({ messages: [textMessage('user', 'a')] })
    let listeners = 0
    const { subscribe } = own
    own.subscribe = (listener) => {
      const unsubscribe = subscribe(listener)
      listeners++
      return () => {
        listeners--
        unsubscribe()
      }
    }
    const { unmount } = await render(page(<Shown id="a" chat={own} />))
    expect(listeners).toBe(1)
    await unmount()
    expect(listeners).toBe(0)
  })
})

describe('useMessageIds', () => {
  it('gives none where two chats could be meant', async () => {
    const Row = ({ id }: { id: string }) => <li>{id}</li>
    const content = (isAlone: boolean) => (
      <StrictMode>
        <QueryClientProvider client={client}>
          <Owner options={{ id: 'one', storage: false, messages: [textMessage('user', 'a')] }} />
          {!isAlone && <Owner options={{ id: 'two', storage: false, messages: [textMessage('user', 'b')] }} />}
          <List row={Row} />
        </QueryClientProvider>
      </StrictMode>
    )
    const client = new QueryClient()
    const { container, rerender } = await render(content(true))
    expect(container.textContent).toBe('a')
    await rerender(content(false))
    await expect.poll(() => container.textContent, { interval: 5 }).toBe('')
  })
})

describe('on a server', () => {
  const own = () => new Chat({ messages: [textMessage('user', 'a'), textMessage('assistant', '# b\n\nc')] })
  function Page({ chat: shown }: { chat?: Chat }) {
    const ids = useMessageIds({ chat: shown })
    const blocks = useMessageBlocks('# b\n\nc', { chat: shown })
    const text = useMessageText('a', { chat: shown })
    return <p>{[...ids, text, ...blocks.map((block) => `${block.id} ${block.isComplete}`)].join('|')}</p>
  }

  it('a given chat is rendered, and comes to life without a mismatch', async () => {
    const container = document.createElement('div')
    container.innerHTML = renderToString(page(<Page chat={own()} />))
    const html = container.innerHTML
    expect(html).toBe('<p>a|# b\n\nc|a|0 true|5 true</p>')
    const onRecoverableError = vi.fn()
    const living = own()
    const root = hydrateRoot(container, page(<Page chat={living} />), { onRecoverableError })
    living.setMessages([textMessage('user', 'a')])
    await expect.poll(() => container.innerHTML, { interval: 5 }).toBe('<p>a|a</p>')
    expect(onRecoverableError).not.toHaveBeenCalled()
    root.unmount()
  })

  it('nothing is known of others', () => {
    expect(renderToString(page(<Page />))).toBe('<p></p>')
  })
})

describe('part', () => {
  it('chooses one of the texts, or reasoning', async () => {
    const parts = [
      { type: 'reasoning' as const, text: 'hm' },
      { type: 'text' as const, text: 'one' },
      { type: 'step-start' as const },
      { type: 'text' as const, text: 'two' },
    ]
    const own = new Chat({ messages: [{ id: 'm', role: 'assistant', parts }] })
    function Part({ part }: { part: number | undefined }) {
      const text = useMessageText('m', { chat: own, part })
      const blocks = useMessageBlocks('m', { chat: own, part })
      return <li>{`${text} ${blocks.map((block) => `${block.id}:${block.text}`)}`}</li>
    }
    const indexes = [undefined, 0, 1, 2, 3, 4, -1]
    const { container } = await render(page(indexes.map((part) => <Part key={`${part}`} part={part} />)))
    const shown = [...container.querySelectorAll('li')].map(({ textContent }) => textContent)
    expect(shown).toEqual(['onetwo 0:one,3:two', 'hm 0:hm', 'one 0:one', ' ', 'two 0:two', ' ', ' '])
  })
})
