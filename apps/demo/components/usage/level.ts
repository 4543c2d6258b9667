/** How near a budget is to its end, by the share that is gone. */
export function levelOf(fraction: number): 'low' | 'half' | 'high' | 'over' {
  if (fraction >= 1) return 'over'
  if (fraction >= 0.8) return 'high'
  return fraction >= 0.5 ? 'half' : 'low'
}
