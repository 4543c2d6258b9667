import type { ChatRequest } from '../chat/request.ts'

const wish =
  'Your last message broke off. Go on exactly where it ends, in the same language and form. Repeat nothing and add no remark.'

/** The request for the rest of an answer of which `text` has been shown. */
export function continued(request: ChatRequest, text: string): ChatRequest {
  return {
    ...request,
    messages: [...request.messages, { role: 'assistant', content: text }, { role: 'user', content: wish }],
  }
}
