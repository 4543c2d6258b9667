'use client'

import { useId } from 'react'
import { useStrings } from '@/components/site/preferences.tsx'
import type { FieldProblem } from '@/lib/filter/compile-lab.ts'
import type { LineField } from '@/lib/filter/lab-rules.ts'

interface LinesInputProps {
  field: LineField
  text: string
  problem: FieldProblem | undefined
  onChange: (text: string) => void
}

// Enough for a list to be tried; a real one is not typed into a page.
const longest = 20_000

/** A list, an entry a line. What is wrong with it stands under it. */
export function LinesInput({ field, text, problem, onChange }: LinesInputProps) {
  const { filter: words } = useStrings()
  const id = useId()
  return (
    <div className="lab-field">
      <label htmlFor={id}>{words.fields[field]}</label>
      <textarea
        id={id}
        rows={field === 'terms' ? 5 : 2}
        value={text}
        maxLength={longest}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-hint`} role={problem === undefined ? undefined : 'alert'}>
        {problem === undefined ? (
          words.fieldHints[field]
        ) : (
          <>
            {words.problem}
            {problem.line !== '' && words.problemLine(beginning(problem.line))} <code lang="en">{problem.message}</code>
          </>
        )}
      </p>
    </div>
  )
}

function beginning(line: string): string {
  const characters = [...line]
  return characters.length > 24 ? `${characters.slice(0, 24).join('')}…` : line
}
