// What a page with a chat tells those who drive it from outside.

/** What is on screen. */
export interface SeenChat {
  readonly status: string
  readonly error: string
  readonly storage: string
  readonly notice: string
  readonly queue: readonly string[]
  readonly messages: readonly SeenMessage[]
}

export interface SeenMessage {
  readonly id: string
  readonly role: string
  readonly ending: string
  readonly text: string
}
