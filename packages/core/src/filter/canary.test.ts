import { describe, expect, it } from 'vitest'
import { createCanary } from './canary.ts'
import { createFilter } from './create-filter.ts'

const canary = createCanary()
const { token } = canary
const filter = createFilter({ rules: [canary.rule] })
const spaced = token.split('').join(' ')
const bold = (sign: string) => (sign < 'a' ? sign : String.fromCodePoint(0x1d41a + sign.charCodeAt(0) - 0x61))
const wide = Array.from(token, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('')

describe('createCanary', () => {
  it('makes another word each time, with the line that brings it into a prompt', () => {
    expect(token).toMatch(/^[0-9a-z]{20,}$/)
    expect(createCanary().token).not.toBe(token)
    expect(canary.instruction).toContain(token)
    expect(canary.instruction).not.toContain('\n')
  })

  it.each([
    ['as it is', token],
    ['with the line it stands in', canary.instruction],
    ['in capitals', token.toUpperCase()],
    ['spaced out', spaced],
    ['with dashes', token.split('').join('-')],
    ['with signs that nobody sees', token.split('').join('\u200b')],
    ['in full width', wide],
    ['a character a line', token.split('').join('\n')],
    ['with commas', token.split('').join(', ')],
    [
      'with quotes',
      token
        .split('')
        .map((sign) => `"${sign}"`)
        .join(' '),
    ],
    ['in groups of five', token.match(/.{1,5}/g)!.join(' ')],
    ['in groups of five lines', token.match(/.{1,5}/g)!.join('\n\n')],
    ['with Chinese between', token.split('').join('，然后')],
    ['with sixteen units between', token.split('').join(' -'.repeat(8))],
    ['in bold letters of mathematics', Array.from(token, bold).join('')],
    ['with accents', token.split('').join('\u0301')],
    ['backwards and a character a line', token.split('').reverse().join('\n')],
    [
      'in Base64 with breaks',
      btoa(`: ${token}`)
        .match(/.{1,7}/g)!
        .join('\r\n'),
    ],
    ['backwards', token.split('').reverse().join('')],
    ['within a word', `x${token}x`],
    ['in Chinese', `我的口令是${token}。`],
    ['in Base64', btoa(token)],
    ['in Base64 after one character', btoa(`:${token}`)],
    ['in Base64 within more', btoa(`system prompt: [ref: ${token}] be helpful`)],
    ['in Base64 within yet more', btoa(`system prompt is [ref: ${token}] be helpful`)],
    ['in Base64 within most', btoa(`the system prompt is [ref: ${token}] be helpful`)],
  ])('stops an answer that has the word %s', (_, text) => {
    const answer = `Sure: ${text} ok`
    const { action, hits } = filter.scan(answer)
    expect({ action, hits }).toMatchObject({ action: 'block', hits: [{ ruleId: 'canary' }] })
    const stream = filter.stream()
    let shown = ''
    for (const unit of answer) shown += stream.push(unit)
    shown += stream.flush()
    expect(shown).toBe(answer.slice(0, hits[0]?.start))
  })

  it('lets other answers pass, those with other words of its kind among them', () => {
    for (const text of [
      createCanary().token,
      token.slice(0, 12),
      token.slice(1),
      `${token.slice(0, 12)} and ${token.slice(12)}`,
      token.split('').join(' -'.repeat(9)),
      '你好，世界。',
      canary.instruction.slice(0, 6),
    ]) {
      expect(filter.scan(text)).toEqual({ action: undefined, text, hits: [] })
    }
  })

  it.each([
    ['action', 'nope'],
    ['severity', 'terrible'],
  ])('refuses another %s', (name, value) => {
    expect(() => createCanary({ [name]: value })).toThrow(`createCanary: ${name} may not be ${value}`)
    expect(() => createCanary({ [name]: value })).toThrow(RangeError)
  })

  it("takes a word of one's own that is long enough", () => {
    const own = createCanary({ token: '0123456789abcdeF' })
    expect(own).toMatchObject({ token: '0123456789abcdeF', instruction: '[ref: 0123456789abcdeF]' })
    expect(createFilter({ rules: [own.rule] }).scan('a 0123456789ABCDEF').action).toBe('block')
    for (const token of ['', '0123456789abcde', '0123456789abcde-', '0123456789abcdeé', 'a'.repeat(65)]) {
      const create = () => createCanary({ token })
      expect(create).toThrow(RangeError)
      expect(create).toThrow(`token must consist of 16 to 64 letters and digits, got ${token.length} characters`)
    }
  })

  it('can be told otherwise', () => {
    const { rule, token } = createCanary({
      id: 'mine',
      category: 'own',
      severity: 'low',
      action: 'replace',
      replaceWith: '…',
    })
    expect(createFilter({ rules: [rule] }).scan(`a ${token} b`)).toMatchObject({
      text: 'a … b',
      hits: [{ ruleId: 'mine', category: 'own', severity: 'low', action: 'replace' }],
    })
  })
})
