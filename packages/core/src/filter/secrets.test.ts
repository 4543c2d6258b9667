import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { apiKeyLeaks } from './api-key-leaks.ts'
import { createFilter } from './create-filter.ts'
import type { FilterRule } from './filter-rule.ts'
import { jsonWebTokens } from './json-web-tokens.ts'
import { privateKeys } from './private-keys.ts'
import { secrets } from './secrets.ts'
import { alphanumeric, base64, fakeKeys, fakePem, fakeToken, randomText, urlSafe } from './test-support/fake-secrets.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'
import { expectInProportion } from './test-support/time.ts'
import { urlCredentials } from './url-credentials.ts'

function found(rules: readonly FilterRule[], text: string): string[] {
  return rules.flatMap((rule) => findInText(rule, text).map(({ start, end }) => text.slice(start, end)))
}

describe('secrets', () => {
  it('are four rules that hide what they find', () => {
    const rules = secrets()
    expectTypeOf(rules).toEqualTypeOf<readonly FilterRule[]>()
    expect(rules.map(({ id }) => id)).toEqual(['api-key', 'json-web-token', 'private-key', 'url-credentials'])
    for (const rule of rules) {
      expect(rule).toMatchObject({ category: 'secret', severity: 'high', action: 'redact', overflow: 'redact' })
      expect(rule).toMatchObject({ replaceWith: '[REDACTED]', placeholder: undefined })
    }
  })

  it('take options for all of them', () => {
    for (const rule of secrets({ action: 'block', category: 'leak', placeholder: true })) {
      expect(rule).toMatchObject({ action: 'block', category: 'leak' })
    }
    expect(secrets({ placeholder: true }).map(({ placeholder }) => placeholder)).toEqual([
      'API_KEY',
      'JSON_WEB_TOKEN',
      'PRIVATE_KEY',
      'URL_CREDENTIALS',
    ])
    expect(jsonWebTokens({ id: 'session', placeholder: 'SESSION' })).toMatchObject({
      id: 'session',
      placeholder: 'SESSION',
    })
  })

  it('are hidden by a filter', () => {
    const [key = ''] = fakeKeys(7)
    const filter = createFilter({ rules: secrets() })
    const text = `密钥是${key}，地址 postgres://ada:${randomText(12, alphanumeric)}@db/x。\n${fakePem('RSA ', 12)}\n${fakeToken(3)}!`
    expect(filter.scan(text).text).toBe('密钥是[REDACTED]，地址 postgres://[REDACTED]@db/x。\n[REDACTED]\n[REDACTED]!')
  })

  it('are not what only looks like one', () => {
    const texts = [
      'from sklearn import sk-learn; pip install sk-learn',
      `task-${randomText(32, '0123456789abcdef')} desk-${randomText(48, alphanumeric)}`,
      `sk-your-key-here, sk-..., sk-\${OPENAI_API_KEY}, \${OPENAI_API_KEY}, process.env.OPENAI_API_KEY`,
      `sk-${'x'.repeat(48)} sk-${'0'.repeat(32)} ghp_${'a'.repeat(36)} AKIA${'X'.repeat(16)} gsk_${'abc'.repeat(18)}`,
      `sk-${'1234567890abcdef'.repeat(2)} sk-${'deadbeef'.repeat(4)} ghp_abcdefghijklmnopqrstuvwxyz0123456789`,
      'sk-proj-your-project-key-goes-here-please-replace-it-with-a-real-one',
      'sk-ant-api03-YOUR_ANTHROPIC_API_KEY_GOES_HERE_PLEASE_REPLACE_IT_WITH_A_REAL_ONE_AND_KEEP_IT_TO_YOURSELF',
      `AKIA${'IOSFODNN7'}EXAMPLE xoxb-your-slack-bot-token-here`,
      '123e4567-e89b-12d3-a456-426614174000 8f14e45fceea167a5a36dedd4bea2543 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 d41d8cd98f00b204e9800998ecf8427e.txt',
      'eyJ, eyJhbGciOiJIUzI1NiJ9, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0, eyJ.eyJ.eyJ, keyJack.eyJ',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE…\n-----END RSA PRIVATE KEY-----',
      'A file that begins with -----BEGIN PRIVATE KEY----- holds a key, and one that ends with -----END PRIVATE KEY----- too.',
      fakePem('', 20).replaceAll('PRIVATE', 'PUBLIC'),
      fakePem('', 20).replaceAll('PRIVATE KEY', 'CERTIFICATE'),
      'https://example.com:8080/@ada git@github.com:a/b.git ssh://git@host/a mailto:ada@example.com a://b:@c http://[::1]:80/',
      `postgres://user:password@localhost/db mysql://<user>:<password>@host ftp://\${USER}:\${PASS}@host https://u:****@h`,
      'redis://ada:$REDIS_PASSWORD@cache note: see @ada; a:b@c; 10:30 @ noon',
    ]
    for (const text of texts) expect(found(secrets(), text)).toEqual([])
  })

  it('are the same however a text is cut', () => {
    const rules = secrets({
      formats: [{ name: 'ours', prefix: '--key=', alphabet: `${alphanumeric}+~`, length: [8, 30] }],
    })
    const seed = fc.integer({ min: 1, max: 1_000 })
    const mostly = (text: fc.Arbitrary<string>) =>
      fc.tuple(text, fc.nat(300), fc.nat(3)).map(([whole, at, kind]) => {
        if (kind > 1) return whole
        return kind > 0 ? whole.slice(at % (whole.length + 1)) : whole.slice(0, at % (whole.length + 1))
      })
    const part = fc.oneof(
      mostly(fc.tuple(seed, fc.nat(60)).map(([from, at]) => fakeKeys(from).at(at % fakeKeys(1).length) ?? '')),
      mostly(seed.map((from) => fakeToken(from, from % 2 > 0 ? { typ: 'JWT', alg: 'none' } : undefined))),
      mostly(fc.tuple(seed, fc.nat(4), fc.constantFrom('\n', '\\n', ' ')).map(([n, l, b]) => fakePem('EC ', l, b, n))),
      mostly(seed.map((from) => `https://ada:${randomText(from % 20, urlSafe, from)}@host.example/path`)),
      fc.string({ unit: fc.constantFrom(...'sk-ghp_AIzanLTeyJ.:/@\\n 0f密x+~='), maxLength: 12 }),
      fc.constantFrom(
        'sk-',
        '\\n',
        '\\t',
        '-----',
        '-----BEGIN ',
        '-----END',
        '://',
        '@',
        '.',
        'eyJ',
        ' ',
        '。',
        '--key=',
      ),
      seed.map((from) => randomText(from % 400, base64, from)),
    )
    let finds = 0
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.infiniteStream(fc.nat(9)), (parts, sizes) => {
        const text = parts.join('')
        const pieces: string[] = []
        for (let at = 0; at < text.length; ) {
          const size = 1 + (sizes.next().value ?? 0) ** 2
          pieces.push(text.slice(at, at + size))
          at += size
        }
        for (const rule of rules) {
          const whole = findInText(rule, text)
          finds += whole.length
          expect(findInPieces(rule, pieces)).toEqual(whole)
          expect(findInPieces(rule, text.split(''))).toEqual(whole)
        }
      }),
      { numRuns: 1_500 },
    )
    expect(finds).toBeGreaterThan(500)
  })

  it('hold back nothing but what may become one', () => {
    const rules = secrets()
    const held = (text: string) => {
      const kept = rules.map(({ detector }) => {
        let start = text.length
        while (start > 0 && detector?.chars.includes(text.charAt(start - 1))) start--
        const run = text.slice(start)
        return run === '' ? 0 : run.length - (detector?.live?.(run, text.charAt(start - 1)) ?? 0)
      })
      return text.slice(text.length - Math.max(...kept))
    }
    expect(held('The sky is')).toBe('')
    expect(held('The s')).toBe('s')
    expect(held('The sk')).toBe('sk')
    expect(held('The sky')).toBe('')
    expect(held('Install sk-learn')).toBe('sk-learn')
    expect(held('Install sk-learn,')).toBe('')
    expect(held('in 2024')).toBe('2024')
    expect(held('in 2024.')).toBe('')
    expect(held('---')).toBe('---')
    expect(held('-----BEGIN')).toBe('-----BEGIN')
    expect(held('-----BEGIN CERTIFICATE-----\nMIIC')).toBe('')
    expect(held('see https')).toBe('')
    expect(held('see https:')).toBe(':')
    expect(held('see https://example.com')).toBe('://example.com')
    expect(held('see https://example.com/y')).toBe('')
    expect(held('ghp_abcd$')).toBe('')
    expect(held(`eyJ${'a'.repeat(40)}`)).toHaveLength(43)
    expect(held(`eyJ${'a'.repeat(40)}.eyi`)).toBe('')
  })

  it.each(
    Object.entries({
      'sk-sk-': 'sk-',
      'sk-proj-': 'sk-proj-',
      'xoxb- and a point': `${'xoxb-'.repeat(45)}.`,
      'eyJeyJ.': 'eyJeyJ.',
      'headers in vain': 'eyJhbGciOi9.',
      'long parts': `eyJ${'a'.repeat(1_000)}.`,
      BEGIN: '-----BEGIN ',
      'BEGIN PRIVATE KEY': '-----BEGIN PRIVATE KEY-----',
      'keys without an end': `-----BEGIN PRIVATE KEY-----\n${randomText(64, base64)}\n`,
      '://a:': '://a:',
      'x://a:b@': 'x://a:b@',
      'no slash': `x://${'a:'.repeat(5_000)}`,
      ghp_: 'ghp_',
      placeholders: `ghp_${'ab'.repeat(18)} `,
      hexadecimal: `${'0123456789abcdef'.repeat(2)}.`,
      's-': 's-',
      'a backslash before each': '\\neyJ\\nsk-',
    }),
  )('take time in proportion to the text: %s', (_, piece) => {
    for (const { detector } of [apiKeyLeaks(), jsonWebTokens(), privateKeys(), urlCredentials()]) {
      const look = (text: string) => [detector?.find(text, '', ''), detector?.live?.(text, '')]
      expectInProportion(look, piece)
    }
  })
})
