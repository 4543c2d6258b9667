// A provider in a process of its own: streams pre-encoded frames of OpenAI's chat completions. The request's last message says
// how many chunks and how many of them a write carries, as `chunks:perWrite`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench' }
const frame = (body: object) => Buffer.from(`data: ${JSON.stringify({ ...envelope, ...body })}\n\n`)
const words = [' the', ' quick', ' brown', '今天', '天气', ' jumps', '。', ' over']
const deltas = words.map((content) => frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }))
const first = frame({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })
const last = Buffer.concat([
  frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  frame({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } }),
  Buffer.from('data: [DONE]\n\n'),
])

const server = createServer(async (incoming, outgoing) => {
  let body = ''
  for await (const piece of incoming) body += piece
  const [, chunks, perWrite] = /(\d+):(\d+)/.exec(body) ?? []
  outgoing.socket?.setNoDelay(true)
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  outgoing.write(first)
  for (let sent = 0; sent < Number(chunks); ) {
    const batch: Buffer[] = []
    for (let count = 0; count < Number(perWrite) && sent < Number(chunks); count++)
      batch.push(deltas[sent++ % deltas.length]!)
    const hasRoom = outgoing.write(batch.length === 1 ? batch[0] : Buffer.concat(batch))
    // Single chunks at the pace of a fast model, so that every one is a read of its own; bulk as fast as the reader takes it.
    if (hasRoom) await new Promise((resolve) => (perWrite === '1' ? setTimeout(resolve, 1) : setImmediate(resolve)))
    else await new Promise((resolve) => outgoing.once('drain', resolve))
  }
  outgoing.end(last)
})
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
