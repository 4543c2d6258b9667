import type { ChatMessage } from './request.ts'

const wish =
  'Your last message broke off. Go on exactly where it ends, in the same language and form. Repeat nothing and add no remark.'

/** The conversation with the wish that its last answer, which broke off, goes on exactly where it ends. */
export function askToGoOn(messages: readonly ChatMessage[]): ChatMessage[] {
  return [...messages, { role: 'user', content: wish }]
}
