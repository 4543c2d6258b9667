import { newId } from '@sluice/core'
import { isVisitorId, visitorCookie } from '../visitor-cookie.ts'
import { readCookie, setCookie } from './cookie.ts'

/** Gives this browser a name until it is closed, and says whether it had one already. */
export function introduce(): boolean {
  if (isVisitorId(readCookie(visitorCookie))) return true
  setCookie(visitorCookie, newId(), { isKept: false })
  return false
}
