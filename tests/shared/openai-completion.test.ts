import { openaiCompletions } from '@sluice/core'
import { describeRecordedStreams } from '../support/recorded-streams.ts'

describeRecordedStreams({
  dialect: 'openai-completion',
  atLeast: 1,
  create: (fetch) => openaiCompletions({ model: 'recorded', fetch }),
  terminal: /"finish_reason":\s*"/,
})
