import { createFilter, emails, personalData, prcIdentity, prcMobile } from '@sluice/core'

// All numbers are invented.
const text =
  '张三，身份证 110101190003071021，手机 +86 139 0000 1234，邮箱 zhang.san@example.com，客服 help@example.com'

// All seven rules. Our own address stays.
const filter = createFilter({ rules: personalData(), allow: ['help@example.com'] })
const { text: masked, hits } = filter.scan(text)
console.log(masked)
// Hits say where something was found, never what.
for (const { ruleId, start, end } of hits) console.log(ruleId, start, end)

// Single rules, each as it suits you.
const chosen = createFilter({
  rules: [
    prcIdentity({ action: 'block', severity: 'high' }),
    prcMobile({ replaceWith: '[手机号]' }),
    emails({ action: 'flag' }),
  ],
})
console.log(chosen.scan('我的手机是 13900001234，邮箱 zhang.san@example.com').text)
console.log(chosen.scan(text).action)

// What only looks like one is let go: wrong check digits, order numbers, versions, pictures.
const harmless = '110101190003071022, ORD-13900001234, 6222020000000000001, v1.2.3.4, icon@2x.png'
console.log(filter.scan(harmless).hits.length)
