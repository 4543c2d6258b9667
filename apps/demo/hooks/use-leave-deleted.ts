'use client'

import { useEffect, useRef } from 'react'

/** Leaves a conversation when it is deleted, here or in another tab. One that was never listed is new. */
export function useLeaveDeleted(id: string, isListed: boolean, leave: () => void): void {
  const before = useRef({ id, isListed })
  useEffect(() => {
    const was = before.current
    before.current = { id, isListed }
    if (was.id === id && was.isListed && !isListed) leave()
  }, [id, isListed, leave])
}
