'use client'

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

/** A button with a menu: opens, closes on Escape, a click elsewhere or Tab, and moves by arrow keys and first letters. */
export function useMenu() {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (!isOpen) return
    const items = menuItems(root.current)
    const current = items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0]
    current?.focus()
    const onPointerDown = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', onPointerDown)
    return () => document.removeEventListener('pointerdown', onPointerDown)
  }, [isOpen])

  function close(): void {
    setOpen(false)
    button.current?.focus()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (!isOpen) return
    const items = menuItems(root.current)
    const index = items.indexOf(document.activeElement as HTMLElement)
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }
    const step = steps[event.key]
    if (step !== undefined) items.at(step % items.length)?.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else if (isLetter(event)) nextWith(event.key, items, index)?.focus()
    if (step !== undefined || event.key === 'Escape') event.preventDefault()
  }

  return { isOpen, toggle: () => setOpen(!isOpen), close, root, button, onKeyDown }
}

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return /^[\p{L}\p{N}]$/u.test(key) && !ctrlKey && !metaKey && !altKey
}

/** The next item after `index` that begins with a letter. */
function nextWith(letter: string, items: readonly HTMLElement[], index: number): HTMLElement | undefined {
  const inTurn = [...items.slice(index + 1), ...items.slice(0, index + 1)]
  return inTurn.find(({ textContent }) => textContent.toLowerCase().startsWith(letter.toLowerCase()))
}

function menuItems(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
}
