import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChannel } from './channel.ts'
import { createPlaceholders } from './restore.ts'
import { pieces } from './test-support/plain-source.ts'

function setup(request = '') {
  const placeholders = createPlaceholders(() => request)
  function restore(text: string, sizes: readonly number[] = [text.length || 1], isJson = false): string {
    const restorer = placeholders.restorer()
    const channel = createChannel(restorer === undefined ? [] : [restorer], () => {}, { isJson })
    return pieces(text, sizes).map(channel.push).join('') + channel.flush()
  }
  return { placeholders, restore }
}

describe('placeholders', () => {
  it('are numbered as they come, one for each value', () => {
    const { placeholders } = setup()
    const given = [
      placeholders.of('email', 'ada@example.com'),
      placeholders.of('EMAIL', 'bob@example.com'),
      placeholders.of('phone', '13800138000'),
      placeholders.of('email', 'ada@example.com'),
    ]
    expect(given).toEqual(['<EMAIL_1>', '<EMAIL_2>', '<PHONE_1>', '<EMAIL_1>'])
  })

  it('are none that the request holds already', () => {
    const { placeholders } = setup('I read <EMAIL_1>, <email_2> and <<EMAIL_3> <EMAIL_44> but <EMAIL _4>')
    expect([placeholders.of('EMAIL', 'a'), placeholders.of('EMAIL', 'b')]).toEqual(['<EMAIL_4>', '<EMAIL_5>'])
  })

  it('need nothing where none is given out', () => {
    expect(setup().placeholders.restorer()).toBeUndefined()
  })
})

describe('restoring', () => {
  const values = { '<EMAIL_1>': 'ada@example.com', '<EMAIL_2>': 'say "hi"\n' }
  function filled() {
    const { placeholders, restore } = setup()
    for (const value of Object.values(values)) placeholders.of('EMAIL', value)
    return restore
  }

  it.each([
    ['Write to <EMAIL_1>!', 'Write to ada@example.com!'],
    ['<email_1><Email_1>', 'ada@example.comada@example.com'],
    ['<EMAIL_3> <EMAIL_12> <EMAIL_> <EMAIL_1', '<EMAIL_3> <EMAIL_12> <EMAIL_> <EMAIL_1'],
    ['<<EMAIL_1>> <EM<EMAIL_1>', '<ada@example.com> <EMada@example.com'],
    ['a < b > c <div>', 'a < b > c <div>'],
    ['<ßEMAIL_1> <emailß_1>', '<ßEMAIL_1> <emailß_1>'],
  ])('%s becomes %s, wherever it is cut', (text, expected) => {
    const restore = filled()
    for (let size = 1; size <= text.length; size++) expect(restore(text, [size])).toBe(expected)
  })

  it('escapes what goes into JSON', () => {
    const restore = filled()
    const text = '{"to":"<EMAIL_2>","cc":["\\u003cemail_1>"],"n":<EMAIL_1>}'
    const expected = '{"to":"say \\"hi\\"\\n","cc":["ada@example.com"],"n":"ada@example.com"}'
    for (let size = 1; size <= text.length; size++) expect(restore(text, [size], true)).toBe(expected)
  })

  it('holds back nothing that can become none', () => {
    const { placeholders } = setup()
    placeholders.of('EMAIL', 'a')
    const channel = createChannel([placeholders.restorer()!], () => {}, { isJson: false })
    expect(['if a <', ' b', ' <E', 'M', 'X', ' <EMAIL_', '1'].map(channel.push)).toEqual([
      ...['if a ', '< b', ' ', '', '<EMX', ' ', ''],
    ])
    expect(channel.flush()).toBe('<EMAIL_1')
  })

  it('gives for any text and any cut what replacing it all at once gives', () => {
    const restore = filled()
    const scrap = fc.constantFrom('<', '>', 'EMAIL_', 'email', '_', '1', '2', '<EMAIL_1>', 'x', '<EMAIL_2')
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 20 }), sizes, (scraps, sizes) => {
        const text = scraps.join('')
        const expected = text.replace(/<EMAIL_[12]>/gi, (found) => values[found.toUpperCase() as keyof typeof values])
        expect(restore(text, sizes)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })
})
