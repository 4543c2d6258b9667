type Fact = readonly [name: string, value: string]

/** Names and values in lines; what is not known has none. */
export function Facts({ facts }: { facts: readonly (Fact | false | undefined)[] }) {
  const known = facts.flatMap((fact) => (fact ? [fact] : []))
  if (known.length === 0) return null
  return (
    <dl className="usage-facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
