import { isSimulatedName } from '../models.ts'
import { visitorIdOf } from '../visitor-cookie.ts'
import { privately, readChange, refusal } from '../visitor-request.ts'
import { visitorOf } from '../visitors.ts'
import { isFaultName } from './fault-names.ts'

/** How the visitor's simulated models are doing. */
export async function getFaults(request: Request): Promise<Response> {
  return viewOf(visitorIdOf(request))
}

/** Makes one of the visitor's simulated models fail, or work again: `{ model, fault }`. */
export async function postFaults(request: Request): Promise<Response> {
  const change = await readChange(request)
  if (change instanceof Response) return change
  const { model, fault } = change.body
  if (!isSimulatedName(model)) return refusal(400, 'model: must be the name of a simulated model.')
  if (!isFaultName(fault)) return refusal(400, 'fault: must be the name of a fault.')
  visitorOf(change.id).faults.set(model, fault)
  return viewOf(change.id)
}

function viewOf(id: string): Response {
  return privately(visitorOf(id).view())
}
