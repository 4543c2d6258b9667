import { ChatError } from '@sluice/core'

// JSON that somebody reads or writes by hand has not a tenth of it; what walks through values by calling itself bears more.
const deepest = 256

/**
 * The value without the keys that reach a prototype where values are merged: `__proto__`, and `constructor` with a
 * `prototype`. They are dropped and not refused, because a model may have written them. What has none stays the same
 * object.
 *
 * @throws ChatError `bad-request` for what is nested deeper than anything reads.
 */
export function plainData<Value>(value: Value, path: string): Value {
  return plain(value, path, 0) as Value
}

/** Whether there are more than `most` values in plain data, itself included. */
export function isLargerThan(most: number, data: unknown): boolean {
  let left = most
  const fits = (value: unknown): boolean => {
    left--
    if (left < 0 || typeof value !== 'object' || value === null) return left >= 0
    return (!Array.isArray(value) && !isPlain(value)) || Object.values(value).every(fits)
  }
  return !fits(data)
}

function plain(value: unknown, path: string, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const isList = Array.isArray(value)
  // Dates, bytes and other objects of a database are nobody's JSON.
  if (!isList && !isPlain(value)) return value
  if (depth === deepest) throw new ChatError('bad-request', `${path}: is nested deeper than ${deepest} levels.`)
  return isList ? plainList(value, path, depth) : plainObject(value, path, depth)
}

function plainList(list: readonly unknown[], path: string, depth: number): unknown {
  let changed: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const item = plain(list[index], path, depth + 1)
    if (item === list[index]) continue
    changed ??= [...list]
    changed[index] = item
  }
  return changed ?? list
}

function plainObject(object: Readonly<Record<string, unknown>>, path: string, depth: number): unknown {
  let changed: Record<string, unknown> | undefined
  for (const key of Object.keys(object)) {
    const before = object[key]
    const isKept = !reachesPrototype(key, before)
    const value = isKept ? plain(before, path, depth + 1) : undefined
    if (isKept && value === before) continue
    changed ??= { ...object }
    if (isKept) changed[key] = value
    else delete changed[key]
  }
  return changed ?? object
}

function reachesPrototype(key: string, value: unknown): boolean {
  if (key === '__proto__') return true
  return key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
