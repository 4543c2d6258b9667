import { anonymous, visitorIdOf } from './visitor-cookie.ts'

// Ample for a model and a fault.
const mostCharacters = 200

/** What a visitor wants to change of what is its own; a refusal for whoever may not, or says nothing that can be read. */
export async function readChange(
  request: Request,
): Promise<{ id: string; body: Readonly<Record<string, unknown>> } | Response> {
  const id = visitorIdOf(request)
  // What nobody owns would be everybody's.
  if (id === anonymous) return refusal(401, 'Only visitors change something, and who they are is told by a cookie.')
  // A page elsewhere can post a form with our cookie, but not this type without asking first.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return refusal(415, 'The body must be JSON.')
  }
  return { id, body: await readBody(request) }
}

export function refusal(status: number, message: string): Response {
  return Response.json({ error: message }, { status })
}

/** What is only this visitor's, and only so now. */
export function privately(value: unknown): Response {
  return Response.json(value, { headers: { 'cache-control': 'no-store' } })
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  if (Number(request.headers.get('content-length') ?? 0) > mostCharacters) return {}
  try {
    const text = await request.text()
    return text.length > mostCharacters ? {} : Object(JSON.parse(text))
  } catch {
    // Not JSON: the same as an object without fields.
    return {}
  }
}
