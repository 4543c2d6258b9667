import { pipeline } from '@/lib/ai'

/** Next calls this once, when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const problems = await pipeline.check()
  if (problems.length > 0) console.warn(`No credential for:\n- ${problems.join('\n- ')}`)
}
