import { describe, expect, it } from 'vitest'
import { endsEscape } from './ends-escape.ts'

describe('endsEscape', () => {
  it.each(['\\n', '\\T', '\\u4e00', '\\u00AF', '%20', '%3a', 'x\\n', '\\\\n'])('sees the end of %s', (text) => {
    expect(endsEscape(text, text.length)).toBe(true)
    expect(endsEscape(`${text}1`, text.length)).toBe(true)
  })

  it.each(['', 'n', '\\', '\\1', '\\u', '\\x', '\\u4e0', 'u4e00', '\\u4g00', '%2', '20', '%2g', '%-1', '\\U4e00'])(
    'sees none in %j',
    (text) => expect(endsEscape(text, text.length)).toBe(false),
  )
})
