import type { ChatSettings } from './chat-options.ts'

/** The settings of all components that share a conversation. */
export interface SharedSettings {
  /** The field as the latest component that sets it wants it. */
  get<Field extends keyof ChatSettings>(field: Field): ChatSettings[Field]
  /** Adds a component's settings, or a function that gives them as they are now. Returns a function that takes them away. */
  add(settings: GivenSettings): () => void
}

export type GivenSettings = ChatSettings | (() => ChatSettings)

/**
 * A sidebar that shows a conversation without saying how it is sent does not change how it is sent. What the last
 * component has set that is gone stays where nobody else sets it: an answer under way still tells its end.
 */
export function createSharedSettings(): SharedSettings {
  let slots: { given: GivenSettings }[] = []
  let gone: ChatSettings = {}
  return {
    get(field) {
      for (const { given } of [...slots].reverse()) {
        const value = current(given)[field]
        if (value !== undefined) return value
      }
      return gone[field]
    },
    add(given) {
      const slot = { given }
      slots = [...slots, slot]
      return () => {
        slots = slots.filter((other) => other !== slot)
        const set = Object.entries(current(given)).filter(([, value]) => value !== undefined)
        gone = { ...gone, ...Object.fromEntries(set) }
      }
    },
  }
}

function current(given: GivenSettings): ChatSettings {
  return typeof given === 'function' ? given() : given
}
