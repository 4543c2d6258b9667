/** The function, which is only called when its argument is another than the last time. */
export function remembered<Argument, Value>(compute: (argument: Argument) => Value): (argument: Argument) => Value {
  let last: { argument: Argument; value: Value } | undefined
  return (argument) => {
    if (last === undefined || last.argument !== argument) last = { argument, value: compute(argument) }
    return last.value
  }
}
