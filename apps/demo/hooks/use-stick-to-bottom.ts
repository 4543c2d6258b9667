'use client'

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Close enough to the end to count as there. */
const nearPx = 48

/**
 * Keeps a growing list at its end for as long as the reader is there. Scrolling up lets go at once; coming back to the
 * end takes hold again.
 */
export function useStickToBottom(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const isFollowing = useRef(true)
  const [isAway, setAway] = useState(false)

  useEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (box === null || inner === null) return
    let lastTop = box.scrollTop
    let touchY = 0

    const distance = () => box.scrollHeight - box.scrollTop - box.clientHeight
    const toEnd = () => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight
      setAway(distance() > nearPx && !isFollowing.current)
    }
    const release = () => {
      if (box.scrollHeight > box.clientHeight) isFollowing.current = false
    }
    const onScroll = () => {
      const isUp = box.scrollTop < lastTop
      lastTop = box.scrollTop
      // Also a key, a focus that moves or a search in the page can bring the reader away from the end.
      if (isUp && distance() > nearPx) isFollowing.current = false
      if (!isUp && distance() <= nearPx) isFollowing.current = true
      setAway(distance() > nearPx && !isFollowing.current)
    }
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && release()
    const onTouchStart = (event: TouchEvent) => {
      touchY = event.touches[0]?.clientY ?? 0
    }
    const onTouchMove = (event: TouchEvent) => (event.touches[0]?.clientY ?? 0) > touchY + 4 && release()
    const onKeyDown = (event: KeyboardEvent) => ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && release()
    // The only way to scroll up without a wheel, a finger or a key.
    const onPointerDown = (event: PointerEvent) => event.target === box && release()

    const options = { passive: true }
    const stop = new AbortController()
    const listen = { ...options, signal: stop.signal }
    box.addEventListener('scroll', onScroll, listen)
    box.addEventListener('wheel', onWheel, listen)
    box.addEventListener('touchstart', onTouchStart, listen)
    box.addEventListener('touchmove', onTouchMove, listen)
    box.addEventListener('keydown', onKeyDown, listen)
    box.addEventListener('pointerdown', onPointerDown, listen)
    const observer = new ResizeObserver(toEnd)
    observer.observe(inner)
    observer.observe(box)
    return () => {
      stop.abort()
      observer.disconnect()
    }
  }, [scroller, content])

  /** Goes to the end and stays there. */
  const follow = useCallback(
    (behavior: ScrollBehavior = 'instant') => {
      isFollowing.current = true
      setAway(false)
      const box = scroller.current
      box?.scrollTo({ top: box.scrollHeight, behavior })
    },
    [scroller],
  )
  return { isAway, follow }
}
