'use client'

import { useChat } from '@sluice/react'
import { useEffect } from 'react'

/** Ends the answer that a deleted conversation may still be waiting for, on screen or not. */
export function StopDeleted({ id }: { id: string }) {
  const { stop } = useChat({ id })
  useEffect(() => void stop(), [stop])
  return null
}
