/** How an answer is written for a library: what comes before the deltas, each delta, and what comes after them. */
export interface AnswerWire {
  headers?: Record<string, string>
  start: readonly (object | string)[]
  delta(text: string): object
  end: readonly (object | string)[]
}

const run = { threadId: 'thread', runId: 'run' }

export const answerWires = {
  'ui-message-stream': {
    headers: { 'x-vercel-ai-ui-message-stream': 'v1' },
    start: [{ type: 'start', messageId: 'answer' }, { type: 'start-step' }, { type: 'text-start', id: '0' }],
    delta: (delta) => ({ type: 'text-delta', id: '0', delta }),
    end: [{ type: 'text-end', id: '0' }, { type: 'finish-step' }, { type: 'finish' }, '[DONE]'],
  },
  'ag-ui': {
    start: [
      { type: 'RUN_STARTED', ...run },
      { type: 'TEXT_MESSAGE_START', messageId: 'answer', role: 'assistant' },
    ],
    delta: (delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'answer', delta }),
    end: [
      { type: 'TEXT_MESSAGE_END', messageId: 'answer' },
      { type: 'RUN_FINISHED', ...run, finishReason: 'stop' },
    ],
  },
  openai: {
    start: [{ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }],
    delta: (content) => ({ choices: [{ index: 0, delta: { content } }] }),
    end: [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }, '[DONE]'],
  },
} satisfies Record<string, AnswerWire>

export type WireName = keyof typeof answerWires
