import type { UIMessage } from 'ai'

/** What this application's messages hold. */
export type Message = UIMessage<
  { model?: string },
  { progress: { percent: number } },
  { timeZone: { input: { city: string }; output: string } }
>
