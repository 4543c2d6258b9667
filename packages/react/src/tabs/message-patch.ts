import type { UIMessage, UIPart } from '@sluice/core/ui'

/** How to make a message of what it was before. */
export interface MessagePatch {
  /** All but its parts, if any of that has changed. */
  readonly head?: Omit<UIMessage, 'parts'> | undefined
  /** How many parts there are now. */
  readonly length: number
  /** Those that are new or have changed, in their order. */
  readonly parts: readonly PartPatch[]
}

/** A part as it is now, or what has been added to its text if that is all that has changed. */
export type PartPatch =
  | { readonly index: number; readonly part: UIPart; readonly append?: undefined }
  | { readonly index: number; readonly part?: undefined; readonly append: string }

/** What has become of a message; without `before`, all of it. Parts that are the same object are not looked into. */
export function diffMessage(before: UIMessage | undefined, after: UIMessage): MessagePatch {
  const { parts, ...head } = after
  const changed = parts.flatMap((part, index): PartPatch[] => {
    const old = before?.parts[index]
    return old === part ? [] : [{ index, ...growth(old, part) }]
  })
  return { head: differ(before, after, 'parts') ? head : undefined, length: parts.length, parts: changed }
}

function growth(old: UIPart | undefined, part: UIPart): { append: string } | { part: UIPart } {
  const [before, after] = [textOf(old), textOf(part)]
  if (before === undefined || !after?.startsWith(before) || differ(old, part, 'text')) return { part }
  return { append: after.slice(before.length) }
}

/** The message as it is now; `undefined` if the patch is for another one. Parts that are as before keep their identity. */
export function patchMessage(before: UIMessage | undefined, patch: MessagePatch): UIMessage | undefined {
  const { head = before, length } = patch
  const parts = before?.parts.slice(0, length) ?? []
  for (const { index, part, append } of patch.parts) {
    const old = parts[index]
    const text = textOf(old)
    if (part ? !(index <= parts.length) : text === undefined || append === undefined) return undefined
    parts[index] = part ? keepEqual(old, part) : ({ ...old, text: text + append } as UIPart)
  }
  return head && parts.length === length ? { ...head, parts } : undefined
}

/** Any part may have such a field, with anything in it: what parts a server sends is its own affair. */
function textOf(part: UIPart | undefined): string | undefined {
  const { text } = Object(part)
  return typeof text === 'string' ? text : undefined
}

/** `after`, or `before` if that is equal. Messages are made of JSON, and copies have their fields in the same order. */
export function keepEqual<Value>(before: Value | undefined, after: Value): Value {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after
}

/** Whether two objects differ in a field other than `except`. */
export function differ(left: object | undefined, right: object, except?: string): boolean {
  const [before, after] = [left, right] as Record<string, unknown>[]
  return Object.keys({ ...left, ...right }).some((name) => name !== except && before?.[name] !== after?.[name])
}
