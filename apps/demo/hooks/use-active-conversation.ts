'use client'

import { newId } from '@sluice/core'
import { useCallback, useEffect, useState } from 'react'

/** Which conversation is shown. The address says so, without a round trip to the server. */
export function useActiveConversation(initialId: string | undefined) {
  // The id of a new conversation is never rendered, so it may differ between server and browser.
  const [{ id, isNew }, setActive] = useState(() => activeFrom(initialId))

  useEffect(() => {
    const onPopState = () => setActive(activeFrom(idInAddress()))
    addEventListener('popstate', onPopState)
    return () => removeEventListener('popstate', onPopState)
  }, [])

  const open = useCallback((id: string) => {
    if (idInAddress() !== id) history.pushState(null, '', `/c/${id}`)
    setActive((active) => (active.id === id && !active.isNew ? active : { id, isNew: false }))
  }, [])
  const create = useCallback(() => {
    if (idInAddress() !== undefined) history.pushState(null, '', '/')
    setActive((active) => (active.isNew ? active : activeFrom(undefined)))
  }, [])

  return { id, isNew, open, create }
}

function activeFrom(id: string | undefined) {
  return { id: id ?? newId(), isNew: id === undefined }
}

function idInAddress(): string | undefined {
  return /^\/c\/([^/]+)$/.exec(location.pathname)?.[1]
}
