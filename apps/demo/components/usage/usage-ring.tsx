import { levelOf } from './level.ts'

/** How much of the budget is gone, as a ring that fills. Whoever cannot see it is told by what stands beside it. */
export function UsageRing({ fraction, size = 16 }: { fraction: number; size?: number | undefined }) {
  return (
    <svg
      className="usage-ring"
      data-level={levelOf(fraction)}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <circle cx="10" cy="10" r="7.500" />
      {/* The beginning of a ring would look like nothing. */}
      {fraction > 0 && (
        <circle cx="10" cy="10" r="7.500" pathLength="100" strokeDasharray={`${Math.max(4, fraction * 100)} 100`} />
      )}
    </svg>
  )
}
