/** For each of a set's counters the first that is the same one; `undefined` where none is named twice, which is checked often. */
export function firstsOf(counters: readonly { readonly id: string }[]): readonly number[] | undefined {
  const firstOf = (id: string) => counters.findIndex((other) => other.id === id)
  for (let index = 1; index < counters.length; index++) {
    const id = counters[index]?.id ?? ''
    if (firstOf(id) < index) return counters.map((counter) => firstOf(counter.id))
  }
  return undefined
}

/** What is needed of each counter, told of the first of the same ones; the others need nothing more. */
export function addUp(amounts: readonly number[], firsts: readonly number[]): readonly number[] {
  const needs = amounts.map(() => 0)
  for (const [index, first] of firsts.entries()) needs[first] = (needs[first] ?? 0) + (amounts[index] ?? 0)
  return needs
}
