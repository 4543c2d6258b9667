/** The ways in which a visitor can make a simulated model fail. */
export const faultNames = ['none', '429', '500', 'slow', 'stall', 'cut', 'down'] as const

export type FaultName = (typeof faultNames)[number]

export function isFaultName(value: unknown): value is FaultName {
  return faultNames.some((name) => name === value)
}
