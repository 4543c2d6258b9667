import { refuseAsOpenAI } from './openai-refusal.ts'
import { openaiLimits } from './rate-limits.ts'
import { responsesFrames } from './responses-frames.ts'
import { responseObject } from './responses-items.ts'
import { readResponses } from './responses-request.ts'
import type { SimulatedWire } from './simulated-wire.ts'

/** The wire of OpenAI's Responses, written from its documentation. */
export const responsesWire: SimulatedWire = {
  name: 'openai-responses',
  idPrefix: 'resp_',
  read: readResponses,
  whole: (reply) => responseObject(reply, reply.isCutShort || reply.answer.clearHistory ? 'incomplete' : 'completed'),
  frames: responsesFrames,
  refuse: (refusal, id) => refuseAsOpenAI(refusal, { vendor: 'openai', id }),
  headers: (id) => ({ 'x-request-id': id, ...openaiLimits }),
}
