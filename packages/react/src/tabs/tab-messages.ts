import type { MessagePatch } from './message-patch.ts'
import type { SharedRun } from './tab-contracts.ts'

/** What tabs say to each other about the answers of a conversation. */
export interface TabMessage {
  /** `ask`: whoever runs is to say so. `run`: the owner runs. `end`: it has ended. `stop`: it is to end. */
  readonly type: 'ask' | 'run' | 'end' | 'stop'
  /** A tab, from when it began to run until it ends: the next time it is another owner. */
  readonly owner: string
  /** Counts the changes of the run. */
  readonly number?: number | undefined
  /** How far it has come, but for the message; `undefined` if nobody was told yet. */
  readonly run?: SharedRun | undefined
  /** The message, if there is one: all of it, or what has become of it since the number before. */
  readonly patch?: MessagePatch | undefined
  readonly isWhole?: boolean | undefined
}

/** The run of another tab, as far as it has been told. */
export interface RemoteRun {
  readonly owner: string
  readonly number: number
  readonly run: SharedRun
}

/** Types and values that a field may have, the fields of an object that may be missing, or the items of a list. */
type Shape = string | readonly [Shape] | { readonly [name: string]: Shape }

const shape = {
  owner: 'string',
  run: {
    idempotencyKey: 'string',
    parentId: 'string|null',
    status: 'submitted|streaming',
    lastEventId: 'string|undefined',
    isLogged: 'boolean|undefined',
  },
  patch: {
    head: { id: 'string', role: 'assistant', metadata: 'object|undefined' },
    parts: [{ index: 'number', append: 'string|undefined', part: { type: 'string', text: 'string|undefined' } }],
  },
} as const

/** Whether what came over a channel is a message of ours: others may use a channel of the same name. */
export function isTabMessage(data: unknown): data is TabMessage {
  return data !== undefined && fits(data, shape)
}

function fits(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return shape.split('|').some((word) => word === typeof value || word === `${value}`)
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => fits(item, shape[0]))
  const fields = value as Record<string, unknown> | null | undefined
  return fields === undefined || Object.entries(shape).every(([name, inner]) => fits(fields?.[name], inner))
}
