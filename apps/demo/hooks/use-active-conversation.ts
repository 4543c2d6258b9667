'use client'

import { newId } from '@sluice/core'
import { useCallback, useEffect, useState } from 'react'

/** The address of the page on which rules for contents are tried. */
const filterPath = '/filter'

/** Which conversation is shown, or the page of filters. The address says so, without a round trip to the server. */
export function useActiveConversation(initialId: string | undefined, startsWithFilter: boolean) {
  // The id of a new conversation is never rendered, so it may differ between server and browser.
  const [{ id, isNew, isFilter }, setActive] = useState(() => activeFrom(initialId, startsWithFilter))

  useEffect(() => {
    const onPopState = () => setActive(activeFrom(idInAddress(), location.pathname === filterPath))
    addEventListener('popstate', onPopState)
    return () => removeEventListener('popstate', onPopState)
  }, [])

  const open = useCallback((id: string) => {
    if (idInAddress() !== id) history.pushState(null, '', `/c/${id}`)
    setActive((active) => (active.id === id && !active.isNew ? active : activeFrom(id)))
  }, [])
  const create = useCallback(() => {
    if (location.pathname !== '/') history.pushState(null, '', '/')
    setActive((active) => (active.isNew && !active.isFilter ? active : activeFrom(undefined)))
  }, [])
  const openFilter = useCallback(() => {
    if (location.pathname !== filterPath) history.pushState(null, '', filterPath)
    setActive(activeFrom(undefined, true))
  }, [])

  return { id, isNew, isFilter, open, create, openFilter }
}

function activeFrom(id: string | undefined, isFilter = false) {
  return { id: id ?? newId(), isNew: id === undefined, isFilter }
}

function idInAddress(): string | undefined {
  return /^\/c\/([^/]+)$/.exec(location.pathname)?.[1]
}
