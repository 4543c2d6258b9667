/** Next calls this once when the server starts: what its models lack is told before a visitor finds out. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { check } = await import('./lib/pipeline.ts')
    for (const problem of await check()) console.warn(`Sluice: ${problem}`)
  }
}
