/** What a simulated provider was asked. */
export interface SimulatedRequest {
  model: string
  /** The conversation, its texts only. */
  messages: readonly { readonly role: string; readonly text: string }[]
  /** What the last user message says. */
  prompt: string
  isStreaming: boolean
  /** The longest answer, in pieces. */
  maxTokens: number | undefined
  headers: Headers
  /** The whole body. */
  body: Readonly<Record<string, unknown>>
}
