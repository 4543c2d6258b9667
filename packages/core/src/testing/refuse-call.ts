import { type BceRefusal, refuseSignature } from './bce-verifier.ts'
import { type Caller, checkCaller } from './check-caller.ts'
import type { Fault } from './fault.ts'
import type { Refusal, SimulatedWire } from './simulated-wire.ts'
import type { SimulatedCredentials, TokenDesk } from './token-desk.ts'

interface Terms {
  wire: SimulatedWire
  id: string
  /** What every reply of the wire has. */
  headers: Readonly<Record<string, string>>
  fault: Fault | undefined
  options: SimulatedCredentials & { models?: readonly string[] | undefined }
  desk: TokenDesk
  nowMs: number
}

/** The reply to a call that gets no answer: for want of a credential or a model, or by a fault. */
export async function refuseCall(caller: Caller, terms: Terms): Promise<Response | undefined> {
  const refusal = (await checkCaller(caller, terms)) ?? missingModel(caller.request.model, terms.options.models)
  if (refusal !== undefined)
    return isSignature(refusal) ? refuseSignature(refusal, terms.id) : refusing(terms.wire, refusal, terms)
  switch (terms.fault?.type) {
    case 'status': {
      const { status, error = {}, retryAfterMs } = terms.fault
      const wait = retryAfterMs === undefined ? {} : { 'retry-after': String(retryAfterMs / 1_000) }
      return refusing(terms.wire, { status, error }, { id: terms.id, headers: { ...terms.headers, ...wait } })
    }
    case 'html':
      return new Response('<!doctype html><title>Sign in</title><p>Please sign in.</p>', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    default:
      return undefined
  }
}

/** A refusal in the words of a wire. */
export function refusing(
  wire: SimulatedWire,
  refusal: Refusal,
  { id, headers }: { id: string; headers: Readonly<Record<string, string>> },
): Response {
  const { status, body } = wire.refuse(refusal, id)
  return Response.json(body, { status, headers })
}

function missingModel(model: string, models: readonly string[] | undefined): Refusal | undefined {
  if (models === undefined || models.includes(model)) return undefined
  return { status: 404, error: { message: `The model \`${model}\` does not exist.` } }
}

function isSignature(refusal: Refusal | BceRefusal): refusal is BceRefusal {
  return 'code' in refusal
}
