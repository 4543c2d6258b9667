/** Water through a gate. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M6.500 12.300c2.400-2.800 4.700-2.800 7.100 0s4.700 2.800 7.100 0 3.900-2.500 4.800-1.400" />
      <path
        d="M6.500 20.300c2.400-2.800 4.700-2.800 7.100 0s4.700 2.800 7.100 0 3.900-2.500 4.800-1.400"
        opacity=".6"
      />
    </svg>
  )
}
