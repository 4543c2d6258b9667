'use client'

import type { UIMessage } from '@sluice/core/ui'
import { useMemo, useState } from 'react'
import type { AnyUIMessage } from '../store/chat-options.ts'
import type { MarkdownBlock } from './markdown-blocks.ts'
import { createBlockSplitter } from './message-blocks.ts'
import { shownText, shownTexts } from './message-text.ts'
import { remembered } from './remembered.ts'
import { type UseMessageOptions, useShown } from './use-shown.ts'

export interface UseMessageTextOptions extends UseMessageOptions<AnyUIMessage> {
  /** The index of one of the message's parts, a text or reasoning. @default all its texts */
  part?: number | undefined
}

/** A message by its id. The component is rendered again when this message changes, and with no other. */
export function useMessage<Message extends AnyUIMessage = UIMessage>(
  id: string,
  options: UseMessageOptions<Message> = {},
): Message | undefined {
  return useShown(options, id, (messages) => messages.get(id))
}

/** What a message says. While it grows, it never ends with half a character. */
export function useMessageText(id: string, options: UseMessageTextOptions = {}): string {
  const { part } = options
  const textOf = useMemo(() => remembered((message?: AnyUIMessage) => shownText(message, part)), [part])
  return useShown(options, id, (messages) => textOf(messages.get(id)))
}

/**
 * What a message says, in blocks of Markdown: each can be rendered by a component of its own, with its `id` as the key.
 * While the message grows, only the last one changes.
 */
export function useMessageBlocks(id: string, options: UseMessageTextOptions = {}): readonly MarkdownBlock[] {
  const { part } = options
  const blocksOf = useMemo(() => {
    const split = createBlockSplitter()
    return remembered((message?: AnyUIMessage) => split(shownTexts(message, part)))
  }, [part])
  return useShown(options, id, (messages) => blocksOf(messages.get(id)))
}

/**
 * The ids of the messages in view, if it is clear of which chat. The component is rendered again when messages come and go,
 * not when one grows.
 */
export function useMessageIds(options: UseMessageOptions<AnyUIMessage> = {}): readonly string[] {
  const [idsOf] = useState(createIdReader)
  return useShown(options, undefined, (messages) => idsOf(messages.all()))
}

function createIdReader(): (messages: readonly AnyUIMessage[]) => readonly string[] {
  let ids: readonly string[] = []
  return (messages) => {
    const isSame = messages.length === ids.length && messages.every(({ id }, index) => id === ids[index])
    if (!isSame) ids = messages.map(({ id }) => id)
    return ids
  }
}
