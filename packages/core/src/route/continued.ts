import { askToGoOn } from '../chat/ask-to-go-on.ts'
import type { ChatRequest } from '../chat/request.ts'

/** The request for the rest of an answer of which `text` has been shown. */
export function continued(request: ChatRequest, text: string): ChatRequest {
  return { ...request, messages: askToGoOn([...request.messages, { role: 'assistant', content: text }]) }
}
