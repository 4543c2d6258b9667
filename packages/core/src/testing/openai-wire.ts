import { chatStyles } from './chat-styles.ts'
import { chatFrames, chatReply } from './openai-frames.ts'
import { refuseAsOpenAI, type SimulatedVendor } from './openai-refusal.ts'
import { openaiLimits, qianfanLimits } from './rate-limits.ts'
import { recordsOf, textOf, toSimulatedRequest } from './simulated-request.ts'
import { badRequest, type SimulatedWire } from './simulated-wire.ts'

// The others say nothing of theirs.
const limits: Partial<Record<SimulatedVendor, Readonly<Record<string, string>>>> = {
  openai: openaiLimits,
  qianfan: qianfanLimits,
}

/** The wire of chat completions, written from the documentation of OpenAI and of the vendors that differ from it. */
export function openaiWire(vendor: SimulatedVendor): SimulatedWire {
  const style = chatStyles[vendor]
  return {
    name: 'openai-chat',
    idPrefix: vendor === 'qianfan' ? 'as-' : 'chatcmpl-',
    read(call) {
      const { model, messages, max_completion_tokens: limit, max_tokens: olderLimit } = call.body
      if (typeof model !== 'string') return badRequest('you must provide a model parameter')
      if (!Array.isArray(messages) || messages.length === 0) return badRequest("[] is too short - 'messages'")
      const conversation = messages.map((message: unknown) => {
        const { role, content } = recordsOf([message])[0] ?? {}
        return { role: String(role), text: textOf(content) }
      })
      const refusal = style.refuse(call.body)
      if (refusal !== undefined) return refusal
      return toSimulatedRequest('openai-chat', call, { model, messages: conversation, limit: limit ?? olderLimit })
    },
    whole: (reply) => chatReply(style, reply),
    frames: (reply) => chatFrames(vendor, style, reply),
    refuse: (refusal, id) => refuseAsOpenAI(refusal, { vendor, id }),
    headers: (id) => ({ 'x-request-id': id, ...limits[vendor] }),
  }
}
