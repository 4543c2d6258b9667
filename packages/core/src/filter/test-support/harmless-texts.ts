// Texts in which `opium`, `casino`, `放贷` and `假钞机` must not be found, however close they come.

const latin = ['opium', 'casino']
const stops = [',', '!', '?', ';', '\n', '\r\n', '\u2028', '。', '，', '！', '؟', '।', '？\n']
const tooMany = [
  '---------',
  '.........',
  '- - - - -',
  '💰'.repeat(9),
  '\u200b'.repeat(65),
  ' . . . . .',
  '\u0301'.repeat(65),
]

/** Something at a place within a term. */
function inside(term: string, at: number, sign: string): string {
  return term.slice(0, at) + sign + term.slice(at)
}

export const harmlessLatin: readonly string[] = latin.flatMap((term) => [
  // Parts of longer words, in every script and case, with marks and with what is not seen.
  ...['s', 'X', '7', '７', 'é', 'ß', 'я', 'ω', '𝐱', '\u200bx', '\u0301s', 'ﬁ', 'क', 'ה', 'ⓐ', '\u00adx', '²'].map(
    (end) => term + end,
  ),
  ...['x', 'Z', '0', 'ü', 'ж', '𝓏', 'x\u200b', 'x\u0301', 'x\ufeff', 'ا', 'ⓩ', '㎏'].map((start) => start + term),
  `x${term}x`,
  `pre${term.toUpperCase()}post`,
  // Half of it apart.
  inside(term, 3, ' '),
  inside(term, 2, ' '),
  inside(term, 4, '\u3000'),
  inside(inside(term, 4, ' '), 2, ' '),
  // Ends of sentences and of lines between.
  ...stops.map((sign) => inside(term, 2, sign)),
  ...stops.slice(0, 4).map((sign) => Array.from(term).join(sign)),
  // Not everywhere.
  inside(term, 2, '、'),
  inside(term, 3, '：'),
  inside(term, 1, '…'),
  ...tooMany.map((sign) => inside(term, 2, sign)),
  // Letters that it does not have.
  inside(term, 2, 'x'),
  inside(term, 2, '1'),
  inside(term, 3, '水'),
  term.slice(0, -1),
  term.slice(1),
  `${term.slice(0, -1)}-`,
  Array.from(term).reverse().join(''),
])

export const harmlessChinese: readonly string[] = [
  ...stops.flatMap((sign) => [`放${sign}贷`, `假钞${sign}机`]),
  ...tooMany.flatMap((sign) => [`放${sign}贷`, `假${sign}钞机`]),
  ...['、', '､', '：', '…', '——', ' 、 '].flatMap((sign) => [`放${sign}贷`, `假${sign}钞机`, `假钞${sign}机`]),
  ...['x', '7', '水', 'ア', '가', '的', '𠮷', 'é', '\ud83d', '\udcb0'].flatMap((sign) => [
    `放${sign}贷`,
    `假钞${sign}机`,
  ]),
  '放',
  '贷',
  '贷放',
  '假钞',
  '钞机',
  '假机钞',
  '把东西放\n贷款',
  '放开，贷款',
  '',
]

/** Prose, code and addresses, with all that must survive: joined emoji, other widths, marks, directions, line ends. */
export const ordinaryTexts: Readonly<Record<string, string>> = {
  English:
    'The bass player’s first-class assistant passed: “a class act”, she said — twice. 👩‍💻👍🏽\r\nIt cost $3.50 (50 % off)…',
  German: 'Die Straße ist naß; Ärger über Öl, Übermut… „Größe“ zählt: 1.234,56 €.\tAb 9 Uhr!',
  French: 'L’été, Noël à Besançon\u202f! Où ça\u00a0? « Cœur », dit-il — à 20\u202f% près.',
  Spanish: '¿Cómo está el niño? ¡Qué pasó! El pingüino comió 1.º y 2.ª ración.',
  Turkish: 'İstanbul’da ılık bir gün, ağaçlar çiçek açtı; ŞİŞLİ’ye gittik.',
  Russian: 'Съешь ещё этих мягких французских булок, да выпей чаю. Ёлка — №5. 🇷🇺',
  Greek: 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· Ὅμηρος, ᾿Αθῆναι.',
  Arabic: 'اللُّغَةُ العَرَبِيَّة، ١٢٣؛ هل تسمع؟ \u200fنعم\u200f! 👨‍👩‍👧‍👦',
  Persian: 'می‌خواهم کتاب‌هایم را بخوانم؛ نمی‌دانم، چه‌طور؟',
  Hebrew: 'שָׁלוֹם עוֹלָם — קוראים לי "דן", ח"כ לשעבר. \u200e(abc)\u200e',
  Hindi: 'मैं हिन्दी में लिख रहा हूँ। क्‍या आप पढ़ सकते हैं? श्री १२३',
  Thai: 'ภาษาไทยไม่มีช่องว่างระหว่างคำ ทำให้น่าสนใจ ๑๒๓',
  Japanese: '日本語の文章です。「カタカナ」と漢字、ﾊﾝｶｸ、が\u3099とが。①②③ ㍻',
  Korean: '한국어 문장입니다. \u1112\u1161\u11ab 글, 그리고 3,000원! ㅋㅋ',
  Chinese: '我们在放学后去贷款中心：产品和服务、发展中国家……“真假”钞票？——不！\u3000第１２３条。①👩‍👩‍👧',
  Vietnamese: 'Tiếng Việt có nhiều dấu: ă, â, đ, ê, ô, ơ, ư; Nguye\u0302\u0303n.',
  code: 'const a = b?.c ?? "d"; // e\n\tif (x <= y && z !== 1) { return `a_b`.replace(/[^a-z]+/g, \'\') }\n```ts\n#include <a/b.h>\n```',
  addresses:
    'See https://example.com/a_b/c-d?e=f&g=%E6%94%BE#h or mailto:a.b+c@example.org, C:\\a\\b, /usr/bin, 2001:db8::1.',
  json: '{"a":"\\u653e\\n","b":[1,2.5e-7,null],"c":{"d":"\\"e\\""}}',
  signs: '\ufeff\0\u0001 a\u0308\u0301 \u{e0041}\u{1f3f4}\u{e0067}\u{e007f} \ud83d \udcb0 ﬀ ㎏ ½ ™ Ω K Å',
}
