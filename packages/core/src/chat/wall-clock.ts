/**
 * What the clocks on the walls of a time zone show at a moment, in milliseconds as if they were of UTC.
 *
 * @throws RangeError for a time zone that is not known, in the name of its `owner`.
 */
export function createWallClock(timeZone: string, owner: string): (atMs: number) => number {
  if (timeZone === 'UTC') return (atMs) => atMs
  const format = formatOf(timeZone, owner)
  return (atMs) => {
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(atMs)) shown[type] = Number(value)
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((atMs % 1_000) + 1_000) % 1_000)
  }
}

function formatOf(timeZone: string, owner: string): Intl.DateTimeFormat {
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...digits, second: 'numeric', hourCycle: 'h23', timeZone })
  } catch (cause) {
    throw new RangeError(`${owner}: timeZone is not known: ${timeZone}`, { cause })
  }
}
