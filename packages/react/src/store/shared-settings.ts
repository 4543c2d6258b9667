import type { ChatSettings } from './chat-options.ts'

/** The settings of all components that share a conversation. */
export interface SharedSettings {
  /** The field as the latest component that sets it wants it. */
  get<Field extends keyof ChatSettings>(field: Field): ChatSettings[Field]
  /** Adds a component's settings. Returns a function that takes them away. */
  add(settings: ChatSettings): () => void
}

/**
 * A sidebar that shows a conversation without saying how it is sent does not change how it is sent. The last settings
 * stay when their component goes: an answer under way still tells its end.
 */
export function createSharedSettings(): SharedSettings {
  let slots: { settings: ChatSettings; isGone: boolean }[] = []
  return {
    get: (field) => slots.findLast(({ settings }) => settings[field] !== undefined)?.settings[field],
    add(settings) {
      const slot = { settings, isGone: false }
      slots = [...slots.filter(({ isGone }) => !isGone), slot]
      return () => {
        slot.isGone = true
        if (slots.some(({ isGone }) => !isGone)) slots = slots.filter(({ isGone }) => !isGone)
      }
    },
  }
}
