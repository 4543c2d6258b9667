import { type ChatErrorCode, openaiChat } from '@sluice/core'
import { describeRecordedStreams } from '../support/recorded-streams.ts'

const failures: Record<string, ChatErrorCode> = { null: 'server', '"data_inspection_failed"': 'content-filtered' }

describeRecordedStreams({
  dialect: 'openai-chat',
  atLeast: 13,
  create: (fetch) => openaiChat({ model: 'recorded', fetch }),
  failureOf: ({ expect: { error } }) =>
    error ? failures[JSON.stringify((error as { code: unknown }).code)] : undefined,
  terminal: /"finish_reason":\s*"|"is_end":\s*true|"error":\s*\{/,
})
