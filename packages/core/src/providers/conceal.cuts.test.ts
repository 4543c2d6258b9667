import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../chat/errors.ts'
import { conceal, concealCause, credentialsOf } from './conceal.ts'

const secret = 'canary-0123456789'

describe('conceal', () => {
  it('masks the beginning of a secret at the end of a text that was cut', () => {
    expect(conceal('Wrong key: canary-01', [secret])).toBe('Wrong key: ***')
    expect(conceal(secret.slice(0, -1), ['another-one', secret])).toBe('***')
    expect(conceal(`${secret} ${secret.slice(0, 8)}`, [secret])).toBe('*** ***')
  })

  it('leaves an end that is too short to be told from words', () => {
    expect(conceal('a canary', [secret])).toBe('a canary')
    expect(conceal('a canar', [secret])).toBe('a canar')
    expect(conceal('6789 canary- 3456789', [secret])).toBe('6789 canary- 3456789')
  })

  it('masks the beginning and the end of a secret wherever they stand', () => {
    expect(conceal('canary-01 sings', [secret])).toBe('*** sings')
    expect(conceal('It begins with canary-0 and ends with y-0123456789.', [secret])).toBe(
      'It begins with *** and ends with ***.',
    )
    expect(conceal('canary-0***23456789, canary-0123456789', [secret])).toBe('*********, ***')
    expect(conceal('Bearer scheme', [`Bearer ${secret}`, secret])).toBe('Bearer scheme')
  })

  it('takes time that grows with the text only', () => {
    const secret = 'ab'.repeat(2_000)
    const text = `${'ab'.repeat(1_999)}x`.repeat(100)
    expect(conceal(text, [secret])).toBe(`***x`.repeat(100))
  })

  it('leaves out what an error has beside its texts', () => {
    const fetchError = Object.assign(new Error('401'), { code: 'E', config: { headers: { authorization: secret } } })
    expect(conceal(fetchError, [secret])).toMatchObject({ message: '401', code: 'E' })
    for (const error of [fetchError, new AggregateError([new Error(secret)], 'All failed.')]) {
      expect(inspect(conceal(error, [secret]), { depth: 9, showHidden: true })).not.toContain(secret)
    }
  })

  it('masks the names of fields', () => {
    expect(conceal({ errors: { [secret]: ['is wrong'] } }, [secret])).toEqual({ errors: { '***': ['is wrong'] } })
  })
})

describe('credentialsOf', () => {
  const sent = (headers: Record<string, string>, query = '') => ({
    method: 'POST',
    url: `https://example.com/v1${query}`,
    headers: new Headers(headers),
    body: '{}',
  })

  it('finds the parts of keys and signatures', () => {
    expect(credentialsOf(sent({ authorization: 'Bearer bce-v3/ALTAK-abcdef/0123456789' }), {})).toEqual(
      expect.arrayContaining(['bce-v3/ALTAK-abcdef/0123456789', 'ALTAK-abcdef', '0123456789']),
    )
  })

  it('finds values of the query as they are written', () => {
    const found = credentialsOf(sent({}, '?access_token=24.a%21b%28c%29&n=1'), {})
    expect([...found].sort()).toEqual(['24.a!b(c)', '24.a%21b%28c%29'])
  })
})

describe('concealCause', () => {
  it('keeps everything of an error but the secret in its cause', () => {
    const said = { provider: 'openai', model: 'gpt', requestId: 'r', retryAfterMs: 5, cause: { at: secret } }
    const error = new ChatError('server', 'The provider failed.', said)
    const concealed = concealCause(error, [secret])
    expect(concealed).toMatchObject({ ...said, code: 'server', message: error.message, cause: { at: '***' } })
    expect(concealed.stack).toBe(error.stack)
  })

  it('gives back an error as it is where there is nothing to conceal', () => {
    const [plain, without] = [new ChatError('server', 'No.'), new ChatError('server', 'No.', { cause: secret })]
    expect([concealCause(plain, [secret]), concealCause(without, [])]).toEqual([plain, without])
  })
})
