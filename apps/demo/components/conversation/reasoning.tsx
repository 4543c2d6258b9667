'use client'

import { useId, useState } from 'react'
import { MessageMarkdown } from '@/components/markdown/message-markdown.tsx'
import { useStrings } from '@/components/site/preferences.tsx'
import { Icon } from '@/components/ui/icon.tsx'
import { useElapsed } from '@/hooks/use-elapsed.ts'

interface ReasoningProps {
  chatId: string
  messageId: string
  part: number
  isThinking: boolean
}

/** What a model thought before it spoke: folded, with the time it took. */
export function Reasoning({ isThinking, ...place }: ReasoningProps) {
  const strings = useStrings()
  const [isOpen, setOpen] = useState(false)
  const seconds = useElapsed(isThinking)
  const panel = useId()
  const done = seconds === undefined ? strings.thought : strings.thoughtFor(seconds.toFixed(1))
  return (
    <section className="reasoning" data-thinking={isThinking} data-open={isOpen}>
      <button type="button" aria-expanded={isOpen} aria-controls={panel} onClick={() => setOpen(!isOpen)}>
        <Icon name="spark" size={16} />
        <span className="reasoning-state">{isThinking ? strings.thinking : done}</span>
        {isThinking && seconds !== undefined && (
          <span className="reasoning-time">{strings.seconds(seconds.toFixed(1))}</span>
        )}
        <Icon name="chevron" size={16} />
      </button>
      <div id={panel} className="reasoning-text" hidden={!isOpen}>
        {isOpen && <MessageMarkdown {...place} />}
      </div>
    </section>
  )
}
