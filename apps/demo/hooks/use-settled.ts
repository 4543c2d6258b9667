'use client'

import { useEffect, useState } from 'react'

/** A value once it has not changed for a while: what is read out must not follow every key. */
export function useSettled<Value>(value: Value, quietMs: number): Value | undefined {
  const [settled, setSettled] = useState<Value>()
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs)
    return () => clearTimeout(timer)
  }, [value, quietMs])
  return settled
}
