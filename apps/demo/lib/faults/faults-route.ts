import { isSimulatedName } from '../models.ts'
import { anonymous, visitorIdOf } from '../visitor-cookie.ts'
import { visitorOf } from '../visitors.ts'
import { isFaultName } from './fault-names.ts'

// Ample for a model and a fault.
const mostCharacters = 200

/** How the visitor's simulated models are doing. */
export async function getFaults(request: Request): Promise<Response> {
  return viewOf(visitorIdOf(request))
}

/** Makes one of the visitor's simulated models fail, or work again: `{ model, fault }`. */
export async function postFaults(request: Request): Promise<Response> {
  const id = visitorIdOf(request)
  // What nobody owns would be everybody's.
  if (id === anonymous) return refusal(401, 'Faults are set by visitors, and who they are is told by a cookie.')
  // A page elsewhere can post a form with our cookie, but not this type without asking first.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return refusal(415, 'The body must be JSON.')
  }
  const { model, fault } = await readBody(request)
  if (!isSimulatedName(model)) return refusal(400, 'model: must be the name of a simulated model.')
  if (!isFaultName(fault)) return refusal(400, 'fault: must be the name of a fault.')
  visitorOf(id).faults.set(model, fault)
  return viewOf(id)
}

function viewOf(id: string): Response {
  return Response.json(visitorOf(id).view(), { headers: { 'cache-control': 'no-store' } })
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: message }, { status })
}

async function readBody(request: Request): Promise<{ model?: unknown; fault?: unknown }> {
  if (Number(request.headers.get('content-length') ?? 0) > mostCharacters) return {}
  try {
    const text = await request.text()
    return text.length > mostCharacters ? {} : Object(JSON.parse(text))
  } catch {
    // Not JSON: the same as an object without a model.
    return {}
  }
}
