// Floor (a): hands the provider's bytes on as they are.
export const createHandler = (upstream: string) => async (request: Request) => {
  const body = await request.text()
  const { messages } = JSON.parse(body)
  const reply = await fetch(`${upstream}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({
      model: 'bench',
      stream: true,
      messages: [{ role: 'user', content: messages[0].parts[0].text }],
    }),
    signal: request.signal,
  })
  return new Response(reply.body, { headers: { 'content-type': 'text/event-stream' } })
}
