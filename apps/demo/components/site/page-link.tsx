'use client'

import type { AnchorHTMLAttributes } from 'react'

interface PageLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string
  onOpen: () => void
}

/** A link to a page of this site, which is opened without a round trip. A new tab is still the browser's to open. */
export function PageLink({ href, onOpen, ...rest }: PageLinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onOpen()
      }}
    />
  )
}
