'use client'

import { useCallback, useEffect, useState } from 'react'

type CopyState = 'idle' | 'copied' | 'failed'

/** Copies a text and says for a moment how it went. */
export function useCopy(): [state: CopyState, copy: (text: string) => void] {
  const [state, setState] = useState<CopyState>('idle')

  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 1_600)
    return () => clearTimeout(timer)
  }, [state])

  const copy = useCallback((text: string) => {
    write(text).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  }, [])
  return [state, copy]
}

async function write(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  // The clipboard API is missing on plain http: a phone that opens a development server, for instance.
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const hasCopied = document.execCommand('copy')
  area.remove()
  if (!hasCopied) throw new Error('The text could not be copied.')
}
