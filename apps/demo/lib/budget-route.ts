import { visitorIdOf } from './visitor-cookie.ts'
import { privately, readChange, refusal } from './visitor-request.ts'
import { visitorOf } from './visitors.ts'

/** What a visitor has chosen for its budget. */
export interface BudgetChoice {
  /** Whether another model answers where the budget has too little left for the one that was asked. */
  readonly hasOthers: boolean
}

/** What the visitor has chosen. */
export async function getBudget(request: Request): Promise<Response> {
  return choiceOf(visitorIdOf(request))
}

/** Chooses otherwise, or begins the budget anew: `{ hasOthers }`, `{ renew: true }`. */
export async function postBudget(request: Request): Promise<Response> {
  const change = await readChange(request)
  if (change instanceof Response) return change
  const { hasOthers, renew } = change.body
  if (typeof hasOthers !== 'boolean' && renew !== true) {
    return refusal(400, 'hasOthers: must be true or false, or renew true.')
  }
  visitorOf(change.id).change({
    hasOthers: typeof hasOthers === 'boolean' ? hasOthers : undefined,
    renew: renew === true,
  })
  return choiceOf(change.id)
}

function choiceOf(id: string): Response {
  return privately({ hasOthers: visitorOf(id).hasOthers } satisfies BudgetChoice)
}
