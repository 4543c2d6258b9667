'use client'
import { messageFacts, useMessage, useMessageBlocks, useMessageIds } from '@sluice/react'
import { memo } from 'react'

/** The messages of a chat that another component has with `useChat({ id: 'trip' })`. */
export function Thread() {
  const ids = useMessageIds({ chatId: 'trip' })
  return (
    <ol>
      {ids.map((id) => (
        <Row key={id} id={id} />
      ))}
    </ol>
  )
}

/** Rendered again when its own message changes. */
const Row = memo(function Row({ id }: { id: string }) {
  const blocks = useMessageBlocks(id, { chatId: 'trip' })
  return (
    <li>
      {blocks.map((block) => (
        <Block key={block.id} text={block.text} />
      ))}
      <Facts id={id} />
    </li>
  )
})

/** Rendered again when its own text changes: while an answer grows, that is the last block. */
const Block = memo(function Block({ text }: { text: string }) {
  // In an app: your Markdown component.
  return <p>{text}</p>
})

function Facts({ id }: { id: string }) {
  const message = useMessage(id, { chatId: 'trip' })
  if (message === undefined) return null
  const { model, usage, timeToFirstTokenMs, tokensPerSecond } = messageFacts(message)
  if (usage === undefined) return null
  return (
    <small>
      {model}: {usage.outputTokens} tokens
      {timeToFirstTokenMs !== undefined && `, first after ${Math.round(timeToFirstTokenMs)} ms`}
      {tokensPerSecond !== undefined && `, ${Math.round(tokensPerSecond)} a second`}
    </small>
  )
}
