import { isRecord } from '../chat/record.ts'
import type { AssistantMessage, ChatMessage, FilePart, ReasoningPart, TextPart } from '../chat/request.ts'
import { isText } from './fields.ts'
import { inexpressible, partsOf, toArgumentsText, toToolId } from './messages.ts'

type Item = Readonly<Record<string, unknown>>

/** The model's thoughts. They count only with what OpenAI sealed them in. */
interface ReasoningItem extends Record<string, unknown> {
  type: 'reasoning'
  id: string | undefined
  summary: { type: 'summary_text'; text: string }[]
  encrypted_content: string | undefined
}

/**
 * A conversation as the items of Responses. Thoughts go with it only where `keepsReasoning`: a model that does not think
 * refuses them.
 *
 * @throws ChatError `bad-request` naming the part that these items cannot express.
 */
export function toResponsesInput(messages: readonly ChatMessage[], keepsReasoning: boolean): readonly Item[] {
  return messages.flatMap((message, index): readonly Item[] => {
    switch (message.role) {
      case 'system':
        return [{ role: 'system', content: message.content }]
      case 'user': {
        const toPart = (part: TextPart | FilePart, position: number) =>
          toContent(part, `messages[${index}].content[${position}]`)
        return [{ role: 'user', content: partsOf(message.content).map(toPart) }]
      }
      case 'assistant':
        return toAssistantItems(message, keepsReasoning)
      case 'tool':
        return [{ type: 'function_call_output', call_id: toToolId(message.toolCallId), output: message.content }]
      default:
        return message satisfies never
    }
  })
}

function toContent(part: TextPart | FilePart, path: string): Item {
  if (part.type === 'text') return { type: 'input_text', text: part.text }
  const { url, filename = 'document.pdf' } = part
  const mediaType = part.mediaType.toLowerCase()
  if (mediaType.startsWith('image/')) return { type: 'input_image', image_url: url }
  if (mediaType !== 'application/pdf')
    throw inexpressible(path, `this model takes pictures and PDFs, not ${mediaType}.`)
  return url.startsWith('data:')
    ? { type: 'input_file', filename, file_data: url }
    : { type: 'input_file', file_url: url }
}

function toAssistantItems({ content }: AssistantMessage, keepsReasoning: boolean): readonly Item[] {
  if (typeof content === 'string') return content === '' ? [] : [toOutput(content)]
  const items: (Item | ReasoningItem)[] = []
  for (const part of content) {
    if (part.type === 'reasoning') addThoughts(part, items)
    else if (part.type === 'tool-call') {
      const { id, name, arguments: text } = part
      items.push({ type: 'function_call', call_id: toToolId(id), name, arguments: toArgumentsText(text) })
    } else if (part.text !== '') items.push(toOutput(part.text))
  }
  const accepted = items.filter((item) => !isThought(item) || (keepsReasoning && item.encrypted_content !== undefined))
  // Thoughts that led to nothing, as in an answer that was stopped, would have the whole conversation refused.
  return accepted.slice(0, accepted.findLastIndex((item) => !isThought(item)) + 1)
}

function toOutput(text: string): Item {
  return { role: 'assistant', content: [{ type: 'output_text', text }] }
}

/** AI SDK makes a part of every paragraph of a summary, and seals only the last: together they are one item. */
function addThoughts({ text, providerMetadata }: ReasoningPart, items: (Item | ReasoningItem)[]): void {
  const { itemId, reasoningEncryptedContent } = isRecord(providerMetadata?.openai) ? providerMetadata.openai : {}
  const summary = text === '' ? [] : [{ type: 'summary_text' as const, text }]
  const sealed = isText(reasoningEncryptedContent) ? reasoningEncryptedContent : undefined
  const last = items.at(-1)
  if (isThought(last) && isText(itemId) && last.id === itemId) {
    last.summary.push(...summary)
    last.encrypted_content = sealed ?? last.encrypted_content
    return
  }
  items.push({ type: 'reasoning', id: isText(itemId) ? itemId : undefined, summary, encrypted_content: sealed })
}

function isThought(item: Item | ReasoningItem | undefined): item is ReasoningItem {
  return item?.type === 'reasoning'
}
