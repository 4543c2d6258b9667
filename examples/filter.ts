import assert from 'node:assert/strict'
import { blocklist, createFilter } from '@sluice/core'
import { pinyin } from '@sluice/core/pinyin'
import { traditional } from '@sluice/core/traditional'

const filter = createFilter({
  rules: [
    blocklist(['网上赌场', 'opium', 'c++'], { id: 'banned', replaceWith: '[内容被过滤]' }),
    blocklist(['老板', '出租'], { id: 'names', category: 'private' }),
    blocklist(['weapon'], { id: 'weapons', category: 'violence', severity: 'high', action: 'block' }),
    blocklist(['退款'], { id: 'refund', action: 'flag' }),
  ],
  allow: ['写出租约'],
})

// A whole text: what is left of it, what was found, and the strongest action.
const { text, action, hits } = filter.scan('网上 赌场的老板要退款')
console.log(text, action)
for (const { ruleId, action, start, end } of hits) console.log(`  ${ruleId}: ${action}, ${start} to ${end}`)
assert.equal(text, '[内容被过滤]的██要退款')
assert.equal(action, 'redact')

// What blocks ends the text.
assert.deepEqual(filter.scan('To build a weapon, take').text, 'To build a ')
// What is allowed is not found within its phrase, and is elsewhere.
assert.equal(filter.scan('他写出租约，房子出租').text, '他写出租约，房子██')

// A stream: everything that is certain comes out at once, and nothing before it is.
const stream = filter.stream({ onHit: ({ ruleId }) => console.log('found:', ruleId) })
for (const piece of ['去网', '上', '看看。网上赌', '场！']) {
  console.log(JSON.stringify(piece), '→', JSON.stringify(stream.push(piece)), 'held back:', stream.held())
}
console.log('the end →', JSON.stringify(stream.flush()))

// The same as a web stream, between others.
const answer = new ReadableStream<string>({
  start(controller) {
    for (const piece of ['Better no op', 'ium', ' at all.']) controller.enqueue(piece)
    controller.close()
  },
})
let read = ''
for await (const piece of answer.pipeThrough(filter.transform())) read += piece
assert.equal(read, 'Better no [内容被过滤] at all.')

// An early hit shows nothing of the text where its beginning waits.
const careful = filter.stream({ minPrefix: 40 })
assert.equal(careful.push('For a weapon, take two') + careful.flush(), '')
assert.equal(careful.action(), 'block')

// What counts as the same, and what does not.
const same = ['ＯＰＩＵＭ', 'оріum', 'ópiüm', 'o p i u m', 'o-p.i_u*m', 'op\u200bium', '🅾🅿🅸🆄🅼', '网 上\u3000赌😀场']
const others = ['opiums', 'opi um', 'op\nium', '0p1um', 'oopium', '网上，赌场', '網上賭場', '网a上赌场', 'c']
for (const one of same) assert.equal(filter.scan(one).hits.length, 1, one)
for (const one of others) assert.equal(filter.scan(one).hits.length, 0, one)

// More counts as the same where it is asked for.
const strict = createFilter({
  rules: [blocklist(['网上赌场', 'opium'])],
  normalize: { variants: [traditional], leet: true, repeats: true, inserted: true, pinyin },
})
for (const one of ['網上賭場', '0p1um', 'oopiuuum', '网a上赌场', 'wangshangduchang', '网上du场']) {
  assert.equal(strict.scan(one).hits.length, 1, one)
}
