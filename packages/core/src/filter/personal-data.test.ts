import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { bankCards } from './bank-cards.ts'
import { emails } from './emails.ts'
import type { FilterRule } from './filter-rule.ts'
import { ibans } from './ibans.ts'
import { ipAddresses } from './ip-addresses.ts'
import { personalData } from './personal-data.ts'
import { prcCompany } from './prc-company.ts'
import { prcIdentity } from './prc-identity.ts'
import { prcMobile } from './prc-mobile.ts'
import { anyCharacter } from './test-support/any-character.ts'
import { findInPieces, findInText } from './test-support/show-runs.ts'
import { expectInProportion } from './test-support/time.ts'
import { cardNumber, companyCode, ibanNumber, identityNumber } from './test-support/valid-numbers.ts'

const visa = cardNumber('4')
const identity = identityNumber('11010519491231', '002')
const iban = ibanNumber('GB', 'NWBK60161331926819')

function inFours(number: string): string {
  return Array.from(number, (character, at) => (at > 0 && at % 4 === 0 ? ` ${character}` : character)).join('')
}

function inIdentityGroups(number: string, separator = ' '): string {
  return [number.slice(0, 6), number.slice(6, 14), number.slice(14)].join(separator)
}

/** What stands between ⟦ and ⟧ must be found, and nothing else. */
function expectMarked(rule: FilterRule, marked: string): void {
  const text = marked.replaceAll(/[⟦⟧]/g, '')
  const wanted = marked
    .split('⟦')
    .slice(1)
    .map((part) => part.split('⟧')[0])
  expect(findInText(rule, text).map(({ start, end }) => text.slice(start, end))).toEqual(wanted)
  expect(findInPieces(rule, Array.from(text))).toEqual(findInText(rule, text))
}

describe('prcIdentity', () => {
  const withX = Array.from({ length: 30 }, (_, at) => identityNumber('44030519880229', `${101 + at}`)).find((number) =>
    number.endsWith('X'),
  )

  it.each([
    `身份证⟦${identity}⟧，谢谢`,
    `ID: ⟦${identity}⟧.`,
    `⟦${withX}⟧`,
    `证号⟦${withX?.toLowerCase()}⟧的人`,
    `⟦${inIdentityGroups(identity)}⟧ 张三`,
    `⟦${inIdentityGroups(identity, '-')}⟧`,
    `⟦${Array.from(identity, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')}⟧`,
    `⟦${identity}⟧ ⟦${withX}⟧`,
    `张三 25 ⟦${inIdentityGroups(identity)}⟧`,
    `⟦${identityNumber('83000020000101', '123')}⟧`,
  ])('finds %s', (marked) => expectMarked(prcIdentity(), marked))

  it.each([
    ['another check character', identity.slice(0, 17) + ((Number(identity[17]) + 1) % 10)],
    ['a 29 February of no leap year', identityNumber('11010519010229', '123')],
    ['a thirteenth month', identityNumber('11010519491331', '123')],
    ['a day 0', identityNumber('11010519491200', '123')],
    ['a birth before 1900', identityNumber('11010518991231', '123')],
    ['a province that is not', identityNumber('99010519491231', '123')],
    ['no province', identityNumber('00000019491231', '123')],
    ['a province between two', identityNumber('16010519491231', '123')],
    ['serial number 000', identityNumber('11010519491231', '000')],
    ['more digits', `1${identity}`],
    ['more digits after it', `${identity}1`],
    ['letters before it', `SN${identity}`],
    ['a number before it', `2024-${identity}`],
    ['a fraction', `0.${identity}`],
    ['other groups', `${identity.slice(0, 4)} ${identity.slice(4)}`],
    ['different separators', `${identity.slice(0, 6)} ${identity.slice(6, 14)}-${identity.slice(14)}`],
  ])('finds nothing with %s', (_, text) => expectMarked(prcIdentity(), text))

  it('knows what day it is in China', () => {
    const rule = prcIdentity({ clock: createTestClock(Date.UTC(2024, 1, 28, 16)) })
    expectMarked(rule, `⟦${identityNumber('11010520240229', '123')}⟧`)
    expectMarked(rule, identityNumber('11010520240301', '123'))
  })
})

describe('prcMobile', () => {
  it.each([
    '电话⟦13912345678⟧。',
    '⟦19912345678⟧',
    '⟦+86 139 1234 5678⟧',
    '⟦+86-139-1234-5678⟧',
    '⟦0086-13912345678⟧',
    '⟦8613912345678⟧',
    '⟦86 13912345678⟧',
    'Tel.⟦13912345678⟧, fax',
    '手机-⟦13912345678⟧-张三',
    '⟦１３９１２３４５６７８⟧',
    '⟦13912345678⟧ ⟦13812345678⟧',
    '25 ⟦139 1234 5678⟧',
    '⟦13912345678⟧/⟦13812345678⟧',
    'call ⟦13912345678⟧...',
    '**⟦13912345678⟧** _⟦13912345678⟧_',
    '⟦139\u20111234\u20115678⟧',
    '{"log":"电话\\\\n⟦13912345678⟧"}',
    '\\t⟦13912345678⟧\\r\\n-⟦139 1234 5678⟧',
    '\\u4e00⟦13912345678⟧ \\u4E00⟦13912345678⟧',
    '?tel%3D⟦13912345678⟧%20⟦13812345678⟧%E7%94%B5⟦+86 13912345678⟧',
  ])('finds %s', (marked) => expectMarked(prcMobile(), marked))

  it.each([
    '12812345678',
    '10912345678',
    '1391234567',
    '139123456789',
    '3.13912345678',
    '13912345678.5',
    '2024-0613-13912345678',
    'ORD-13912345678',
    'order_13912345678',
    '550e8400-e29b-41d4-a716-13912345678f',
    '0x13912345678',
    '+1 391 234 5678',
    '+13912345678',
    '139 12345678',
    '1391 234 5678',
    '139-1234 5678',
    '139  1234 5678',
    '13912345678-01',
    '978139123456789',
    '\\u13912345678',
    'u4e0013912345678',
    '%2G13912345678',
  ])('finds nothing in %s', (text) => expectMarked(prcMobile(), text))
})

describe('bankCards', () => {
  it.each([
    ['UnionPay', cardNumber('62', 19)],
    ['UnionPay', cardNumber('62', 16)],
    ['Visa', cardNumber('4', 13)],
    ['Visa', cardNumber('4', 19)],
    ['Mastercard', cardNumber('55')],
    ['Mastercard', cardNumber('2720')],
    ['American Express', cardNumber('37', 15)],
    ['JCB', cardNumber('3589')],
    ['Discover', cardNumber('6011')],
    ['Diners Club', cardNumber('305', 14)],
  ])('finds numbers of %s such as %s', (_, number) => {
    expectMarked(bankCards(), `卡号⟦${number}⟧，`)
    expectMarked(bankCards(), `1${number} ${number}1`)
  })

  it.each([
    `⟦${inFours(visa)}⟧ 12/27 123`,
    `⟦${visa.replaceAll(/(.{4})(?=.)/g, '$1-')}⟧`,
    `⟦${inFours(cardNumber('62', 19))}⟧`,
    `⟦${cardNumber('34', 15).replace(/(....)(......)/, '$1 $2 ')}⟧`,
    `25 ⟦${visa}⟧`,
    `⟦${visa}⟧ ⟦${cardNumber('51')}⟧`,
    `${visa}a, A${visa}, ⟦${visa}⟧元`,
    `⟦${visa}⟧ 1227 123`,
    `⟦${visa}⟧ 2027`,
    `⟦${visa}⟧-1227`,
    `⟦${inFours(visa)}⟧ 122 7`,
    `2024-01-01 12:30 ⟦${inFours(visa)}⟧`,
    `[12:30:45 ⟦${inFours(visa)}⟧] 2024-01-01 ⟦${inFours(visa)}⟧`,
  ])('finds %s', (marked) => expectMarked(bankCards(), marked))

  it.each([
    ['another check digit', visa.slice(0, 15) + ((Number(visa[15]) + 1) % 10)],
    ['an issuer that is not', cardNumber('9')],
    ['another issuer that is not', cardNumber('2100')],
    ['a length that its issuer does not have', cardNumber('4', 15)],
    ['zeros', '0000000000000000'],
    ['ones', '1111111111111111'],
    ['a table', `1234 ${inFours(visa)}`],
    ['a table of other groups', `25 ${inFours(visa)}`],
    ['a table that goes on', `${inFours(visa)} 1234`],
    ['a table after a range', `10-12 ${inFours(visa)}`],
    ['a table after something with a colon', `1:230 ${inFours(visa)}`],
    ['a longer number', `12-${visa}`],
    ['uneven groups', `${visa.slice(0, 5)} ${visa.slice(5)}`],
    ['a book', '978-7-111-40701-0'],
  ])('finds nothing with %s', (_, text) => expectMarked(bankCards(), text))
})

describe('emails', () => {
  const longest = `${'a'.repeat(64)}@example.org`
  it.each([
    '邮箱⟦ada@example.org⟧。',
    '⟦ada.lovelace+notes@mail.example.co.uk⟧',
    '发到⟦ada@example.org⟧谢谢',
    '⟦ada＠example．org⟧',
    '<⟦ada@example.org⟧>',
    'mailto:⟦ada@example.org⟧?subject=x',
    '⟦ada@163.com⟧,⟦bob@qq.com⟧;⟦eve@126.com⟧',
    '⟦ada@example.org⟧...',
    'ok...⟦ada@example.org⟧',
    '——⟦ada@example.org⟧——',
    '_⟦ada@example.org⟧_ `⟦ada@example.org⟧`',
    '⟦a_b-c%d@xn--fiqs8s.xn--fiqz9s⟧',
    `⟦${longest}⟧`,
    '⟦ada@example.org⟧: yes',
    'name=⟦ada@example.org⟧&x=1',
    '⟦ada@example.org⟧:hunter2',
    'user:⟦ada@example.org⟧:x',
    '⟦ada@mail.example.org⟧:8080',
    'git:⟦ada.git@example.org⟧:ada/code.git',
    'to=%20⟦ada@example.org⟧',
  ])('finds %s', (marked) => expectMarked(emails(), marked))

  it.each([
    'ada@localhost',
    '@scope/pkg@1.2.3',
    'react@18.2.0',
    'foo@1.2.3.4',
    '@media screen',
    '@Override',
    'a@b.c..d',
    'a@.example.org',
    'ada.@example.org',
    '@ada@example.social',
    'a@b@example.org@c',
    'git@example.org:ada/code.git',
    'icon@2x.png',
    `a${longest}`,
    'ada@-example.org',
    'ada@example-.org',
    `ada@${'a'.repeat(64)}.org`,
    'ada@example.c',
    'ada@example.123',
    'ada @example.org',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what stands in configuration files
    'postgres://user:${PASSWORD}@db.example.org',
  ])('finds nothing in %s', (text) => expectMarked(emails(), text))
})

describe('ibans', () => {
  it.each([
    `IBAN ⟦${iban}⟧`,
    `⟦${inFours(iban)}⟧ BIC`,
    `账号：⟦${ibanNumber('NO', '86011117947')}⟧。`,
    `⟦${inFours(ibanNumber('NO', '86011117947'))}⟧`,
    `⟦${ibanNumber('MT', 'MALT011000012345MTLCAST001S')}⟧`,
    `A ⟦${inFours(ibanNumber('DE', '370400440532013000'))}⟧ B`,
  ])('finds %s', (marked) => expectMarked(ibans(), marked))

  it.each([
    ['a digit too many', ibanNumber('DE', '3704004405320130001')],
    ['a digit too few', ibanNumber('DE', '37040044053201300')],
    ['another check', `${iban.slice(0, 2)}${iban[2] === '1' ? 2 : 1}${iban.slice(3)}`],
    ['a country without', ibanNumber('US', '370400440532013000')],
    ['letters before it', `X${iban}`],
    ['letters after it', `${iban}X`],
    ['uneven groups', `${iban.slice(0, 4)} ${iban.slice(4)}`],
    ['another separator', inFours(iban).replaceAll(' ', '-')],
  ])('finds nothing with %s', (_, text) => expectMarked(ibans(), text))
})

describe('prcCompany', () => {
  it.each([
    `代码：⟦${companyCode('91310115', 'MA1H7XYQ2')}⟧，`,
    `⟦${companyCode('12100000', '400002259')}⟧`,
    `⟦${companyCode('91310115', '12E345678')}⟧`,
    `⟦${companyCode('N2310115', 'MF0123456')}⟧ 村`,
    `⟦${companyCode('91110000', '802100433')}⟧`,
  ])('finds %s', (marked) => expectMarked(prcCompany(), marked))

  it.each([
    ['another check character', companyCode('91310115', 'MA1H7XYQ2').replace('XY', 'YX')],
    ['a kind that is not', companyCode('94310115', 'MA1H7XYQ2')],
    ['letters in the area', companyCode('91A10115', 'MA1H7XYQ2')],
    ['a longer code', `${companyCode('91310115', 'MA1H7XYQ2')}A`],
    ['a code within another', `A${companyCode('91310115', 'MA1H7XYQ2')}`],
  ])('finds nothing with %s', (_, text) => expectMarked(prcCompany(), text))

  it('takes a number without letters only with the check digit of its organisation', () => {
    const numbers = Array.from({ length: 2_000 }, (_, at) => companyCode('91310115', `${100_000_000 + at * 7}`))
    const found = numbers.filter((number) => !/[A-Z]/.test(number) && findInText(prcCompany(), number).length > 0)
    expect(found.length).toBeGreaterThan(20)
    expect(found.length).toBeLessThan(150)
  })
})

describe('ipAddresses', () => {
  it.each([
    '服务器⟦192.0.2.44⟧挂了',
    'IP:⟦192.0.2.44⟧',
    'http://⟦192.0.2.44⟧:8080/x',
    '⟦192.0.2.44⟧/24.',
    'see ⟦198.51.100.7⟧.',
    '⟦10.0.0.1⟧-⟦10.0.0.254⟧',
    '地址：⟦2001:db8::8a2e:370:7334⟧。',
    '[⟦2001:db8:85a3:0:0:8a2e:370:7334⟧]:443',
    '⟦fe80::1⟧%eth0',
    '⟦::ffff:192.0.2.128⟧',
    '⟦64:ff9b::192.0.2.33⟧.',
    '⟦2001:db8::⟧/32',
    '⟦2001:DB8::1⟧: up',
    'IP:⟦2001:db8::1⟧',
    '⟦::1234:5678⟧',
    '\\n⟦192.0.2.44⟧\\u0020⟦2001:db8::1⟧%20⟦192.0.2.44⟧',
    'server ⟦192.0.2.44⟧ 第一 ⟦192.0.2.44⟧号',
  ])('finds %s', (marked) => expectMarked(ipAddresses(), marked))

  it.each([
    '300.1.1.1',
    '192.0.2',
    '1.2.3.4.5',
    '01.2.3.4',
    'v1.2.3.4',
    'Browser/120.0.0.0',
    'package-1.2.3.4',
    'package@1.2.3.4',
    '1.2.3.4-beta',
    '1.2.3.4.tar',
    '12:34:56',
    '2026-11-01T12:34:56',
    '00:1A:2B:3C:4D:5E',
    '00:1A:2B:3C:4D:5E:6F:70',
    'std::vector',
    'a ::= b',
    'dead::beef',
    'std::2001:db8::7',
    'f32::MAX',
    'x[::1] y[10::2]',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::1::2',
    '2001:db8:12345::1',
    'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01',
    '第3.2.6.6节',
    '见3.2.6.6条',
    'section 4.4.2.2',
    'Section: 4.4.2.2',
    '§ 3.2.6.6',
    '版本1.2.3.4',
    '版本号：1.2.3.4',
    'Chrome 90.0.4.5',
  ])('finds nothing in %s', (text) => expectMarked(ipAddresses(), text))
})

describe('the rules for personal data', () => {
  const rules = personalData({ clock: createTestClock() })
  const names = rules.map((rule) => [rule.id, rule] as const)

  it('have names, a category and placeholders of their own', () => {
    const ids = ['prc-identity', 'prc-mobile', 'bank-card', 'email', 'iban', 'prc-company', 'ip-address']
    expect(rules.map(({ id }) => id)).toEqual(ids)
    expect(new Set(rules.map(({ category }) => category))).toEqual(new Set(['personal-data']))
    const placeholders = personalData({ placeholder: true, action: 'flag' }).map(({ placeholder }) => placeholder)
    expect(placeholders).toEqual(['PRC_ID', 'MOBILE', 'BANK_CARD', 'EMAIL', 'IBAN', 'PRC_COMPANY', 'IP'])
    expect(emails({ id: 'mail', category: 'contact', replaceWith: '@', placeholder: 'MAIL' })).toMatchObject({
      id: 'mail',
      category: 'contact',
      replaceWith: '@',
      placeholder: 'MAIL',
    })
  })

  it.each(['', 'E-MAIL', 'my mail', 'ÄRGER', '<A>', '邮箱', 1])('refuse %j as the name of a placeholder', (bad) => {
    const options = { placeholder: bad as string }
    expect(() => emails(options)).toThrow(`placeholder of email must consist of letters, digits and _, got ${bad}`)
    expect(() => personalData(options)).toThrow(RangeError)
  })

  const pieces = [
    ...[visa, inFours(visa), identity, inIdentityGroups(identity), iban, inFours(iban), '13912345678', '139 1234 5678'],
    ...[
      '+86',
      '0086',
      '86',
      'ada@example.org',
      'ada',
      '@',
      'example.org',
      '192.0.2.44',
      '2001:db8::1',
      '::',
      '1.2',
      'a',
    ],
    ...[
      ' ',
      ' ',
      '-',
      '.',
      '_',
      ':',
      '/',
      '+',
      'x',
      'X',
      '１',
      '：',
      '－',
      '，',
      '\n',
      '1234',
      '4',
      'DE',
      'z',
      '..',
      '--',
    ],
    ...[companyCode('91310115', 'MA1H7XYQ2'), '91310115', 'MA1H', '0', '62', '2024', 'fe80', 'a'.repeat(60)],
    ...[
      '\\',
      'n',
      'u',
      '\\u4E00',
      '%',
      '%20',
      '第',
      '节',
      'section ',
      'version: ',
      'git',
      '12:30 ',
      '-01-01 ',
      '1.2.3.4',
    ],
  ]
  const anyText = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: anyCharacter, maxLength: 3 })), {
    maxLength: 24,
  })
  const numbers = fc.array(
    fc.constantFrom(inFours(visa), '1', '4', '6', '13', '2222', '0000', ' ', '-', '.', '+86', 'X'),
    {
      maxLength: 150,
    },
  )
  const words = fc.array(fc.constantFrom('2001:db8::7', 'a', '1', '@', '.', ':', '::', '-', '_', '/', 'b.cc', 'fe80'), {
    maxLength: 150,
  })

  it.each(names)('%s finds the same in pieces as in the whole', (_, rule) => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(fc.oneof(anyText, numbers, words), cuts, (parts, lengths) => {
        const text = parts.join('')
        const whole = findInText(rule, text)
        expect(findInPieces(rule, inPieces(text, lengths))).toEqual(whole)
        expect(findInPieces(rule, text.split(''))).toEqual(whole)
      }),
      { numRuns: 1_500 },
    )
  })

  it.each(names)('%s never holds back more than it says', (_, rule) => {
    fc.assert(
      fc.property(fc.oneof(anyText, numbers, words), (parts) => {
        const { chars, maxLength = 0, live } = rule.detector ?? { chars: '' }
        const run = Array.from(parts.join(''))
          .filter((char) => chars.includes(char))
          .join('')
        if (run.length >= maxLength) expect(live?.(run, '')).toBeGreaterThan(run.length - maxLength)
      }),
    )
  })

  it.each(names)('%s takes time in proportion to the text, whatever it is', (_, rule) => {
    const seeds = [
      '1 ',
      '1',
      '1-',
      '1.',
      'a.a.a.@',
      ':',
      'a@',
      '4444 ',
      'a--',
      '::a',
      '1:',
      '13912345678 ',
      'DE44 ',
      '+86 ',
      `${visa} `,
    ]
    const { find = () => [] } = rule.detector ?? {}
    for (const seed of seeds) expectInProportion((text) => find(text, '', ''), seed, 30_000)
  })
})

function inPieces(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = []
  for (let at = 0, index = 0; at < text.length; at += lengths[index++ % lengths.length]!) {
    pieces.push(text.slice(at, at + lengths[index % lengths.length]!))
  }
  return pieces
}
