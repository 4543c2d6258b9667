'use client'

import { useEffect, useState } from 'react'

/** Takes files that are dropped anywhere on the page, and says whether some are over it. */
export function useFileDrop(onFiles: (dropped: DataTransfer | null) => void): boolean {
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const stop = new AbortController()
    const listen = { signal: stop.signal }
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      // Else the browser would leave the page and open the file.
      event.preventDefault()
      setOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      // Between two elements there is always another one; only outside of the page there is none.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      onFiles(event.dataTransfer)
    }
    addEventListener('dragover', onDragOver, listen)
    addEventListener('dragleave', onDragLeave, listen)
    addEventListener('drop', onDrop, listen)
    return () => stop.abort()
  }, [onFiles])

  return isOver
}
