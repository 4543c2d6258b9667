import { baiduV1, type ChatError, collect, createCallContext } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { describeRecordedStreams, hasRecordings, readRecorded, recorded } from '../support/recorded-streams.ts'

describeRecordedStreams({
  dialect: 'baidu-v1',
  atLeast: 5,
  create: (fetch) => baiduV1({ model: 'ERNIE-4.0-8K', fetch }),
  // Its failure stands on a line without `data:`, where the index expects it to be overlooked.
  failureOf: ({ file }) => (file.endsWith('error-bare-json-line.sse') ? 'overloaded' : undefined),
  terminal: /"is_end":\s*true|"error_code"/,
})

interface WireBody {
  result: string
  function_call?: { name: string; arguments: string; thoughts?: string }
  tools_info?: { baidu_search: { url: string; title: string }[] }
  usage: { prompt_tokens: number; completion_tokens: number }
}

const finishReasons: Record<string, string> = {
  'baidu-v1/chat-function-call.json': 'tool-calls',
  'baidu-v1/chat-function-call-no-finish.json': 'tool-calls',
  'baidu-v1/chat-truncated.json': 'length',
}

function ask(file: string) {
  const reply = () => new Response(readRecorded(`wire/${file}`), { headers: { 'content-type': 'application/json' } })
  const handler = baiduV1({ model: 'ERNIE-4.0-8K', fetch: async () => reply() })
  return collect(handler({ messages: [{ role: 'user', content: 'hi' }] }, createCallContext()))
}

describe.skipIf(!hasRecordings)('the baidu-v1 wire on recorded replies in one piece', () => {
  const bodies = recorded.filter(({ provider, kind }) => provider === 'baidu-v1' && kind === 'body')

  it('finds recordings', () => expect(bodies.length).toBeGreaterThanOrEqual(5))

  it.each(bodies)('are answers: $file', async ({ file }) => {
    const wire: WireBody = JSON.parse(readRecorded(`wire/${file}`))
    const call = wire.function_call
    const result = await ask(file)
    expect(result).toMatchObject({
      text: wire.result,
      reasoning: call?.thoughts ?? '',
      finishReason: finishReasons[file] ?? 'stop',
      usage: { inputTokens: wire.usage.prompt_tokens, outputTokens: wire.usage.completion_tokens },
    })
    expect(result.toolCalls).toMatchObject(call ? [{ name: call.name, arguments: call.arguments }] : [])
    expect(result.sources).toMatchObject(
      (wire.tools_info?.baidu_search ?? []).map(({ url, title }) => ({ url, title })),
    )
  })

  it('may be a failure where a stream was asked for', async () => {
    const error: ChatError = await ask('baidu-v1/stream-requested-but-json-error.json').catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'overloaded', provider: 'baidu-v1' })
  })
})
