// Every regular expression of the packages, which text it runs over, and the text of which it takes longest. Longer than other
// files because it is a list.

/** How long a text can become. */
type Reach =
  /** Written by who runs the program. */
  | 'trusted'
  /** As long as anybody likes. */
  | 'any'
  /** At most so many UTF-16 units, cut off or refused before. */
  | number

export interface KnownPatterns {
  readonly reach: Reach
  /** Which text it is, and what bounds it. */
  readonly over: string
  readonly patterns: readonly KnownPattern[]
}

/** As it is written, and its worst text: what is repeated, or what stands before, what is repeated, what makes it fail. */
type KnownPattern = readonly [raw: string, pumpOrBefore?: string, pump?: string, after?: string]

const r = String.raw
const any = (over: string, ...patterns: KnownPattern[]): KnownPatterns => ({ reach: 'any', over, patterns })
const trusted = (over: string, ...raws: string[]): KnownPatterns => ({
  reach: 'trusted',
  over,
  patterns: raws.map((raw) => [raw]),
})
const upTo = (units: number, over: string, ...patterns: KnownPattern[]): KnownPatterns => ({
  reach: units,
  over,
  patterns,
})

const baseUrl = 'the address of a vendor, from options'
const modelId = 'the id of a model: clients may name it'
const header = 'a header of a request or reply'
const price = 'an entry of a price file'
const line = 'a line of a prompt'

export const knownPatterns: Readonly<Record<string, readonly KnownPatterns[]>> = {
  'core/src/budget/budget-rule.ts': [trusted('options', r`/^tag:.+/`)],
  'core/src/budget/over-budget.ts': [upTo(40, 'a time that was just written', [r`/\.\d+Z$/`, '.', '1', 'x'])],
  'core/src/chat/decimal.ts': [
    any('an amount from options, records or prices', [r`/^(\d{1,15})(?:\.(\d{1,9}))?$/`, '1', '1', 'x']),
    upTo(64, 'a number that was just written, nine digits after the point', [r`/\.?0+$/`, '1.', '0', '1']),
  ],
  'core/src/chat/redact.ts': [
    upTo(
      8_193,
      'what goes into a log, cut off before',
      [r`/\b(bearer|basic)\s+[^\s"',;]+/gi`, 'bearer', ' '],
      [
        r`/\b(access_?token|access_?key|client_id|client_secret|refresh_?token|(?:api[-_]?)?key|signature|password|secret|token)=[^&\s"']+/gi`,
        'access_token ',
      ],
      [
        r`/(["'](?:access_?token|client_?(?:id|secret)|refresh_?token|(?:x-)?api[-_]?key|access_?key|secret_?key|authorization|password|secret|token)\\?["']\s*:\s*\\?["'])[^"'\\]+/gi`,
        '"token"',
        ' ',
      ],
      [r`/\b((?:x-)?api-key|authorization):\s*[^\s"',;]+/gi`, 'api-key:', ' '],
      [r`/\bAIza[\w-]{16,}/g`, 'AIza-'],
      [r`/\bbce-(?:v3|auth-v1)\/[^\s"',;]+/gi`, 'bce-v3/'],
      [r`/\bALTAK[\w-]{8,}/g`, 'ALTAK-'],
      [r`/\b(?:sk|st|pk|ak)-[\w-]{8,}/g`, 'sk-'],
      [r`/:\/\/[^/\s:@]{1,256}:[^/\s@]{1,256}@/g`, '://a:'],
    ),
    any('names of fields', [
      r`/^(?:authorization|proxy-authorization|cookie|set-cookie|.*(?:secret|token|password|api[-_]?key|secret[-_]?(?:access[-_]?)?key|access[-_]?key|private[-_]?key|passwd))$/i`,
      'secret-access-',
    ]),
  ],
  'core/src/filter/alphabet.ts': [
    upTo(18, 'a character of a term, or what NFKC makes of it', [r`/^[\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'<>\x60]/u`, 'a']),
  ],
  'core/src/filter/fold.ts': [
    upTo(
      18,
      'a character, or what NFKC makes of it',
      [r`/^[\p{Zs}\t]/u`, 'a'],
      [r`/^[\p{Cc}\p{Cf}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u`, 'a'],
      [r`/^[\p{M}\p{Emoji_Modifier}]/u`, 'a'],
      [r`/[\p{L}\p{N}\p{M}]/u`, ' '],
      [r`/^[\p{P}\p{S}]/u`, 'a'],
      [r`/^[\p{Extended_Pictographic}\p{Regional_Indicator}]/u`, 'a'],
    ),
  ],
  'core/src/money/check-price.ts': [
    any(price, [r`/^\d{4}(-\d{2}){0,2}$/`, '1111', '-11'], [r`/^\d{4}-\d{2}-\d{2}$/`, '1']),
  ],
  'core/src/money/check-schedule.ts': [
    any(price, [r`/^([01]\d|2[0-3]):[0-5]\d$/`, '11:11'], [r`/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/`, '24:00']),
  ],
  'core/src/money/costs.ts': [any('an amount', [r`/^0+\.0*(?=[1-9])/`, '0.', '0'])],
  'core/src/money/decimal-of.ts': [
    upTo(40, 'a number, refused if longer', [r`/^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i`, '1', '1', 'x']),
  ],
  'core/src/money/exchange-rates.ts': [any('a day in a file of rates', [r`/^\d{4}-\d{2}-\d{2}$/`, '1'])],
  'core/src/money/from-genai-prices.ts': [any(price, [r`/^\d{4}-\d\d-\d\d$/`, '1'])],
  'core/src/money/from-litellm.ts': [
    any('the name of a field in a price file', [r`/_above_(\d{1,5})k_tokens(?:_batches)?$/`, '_above_1k_tokens']),
  ],
  'core/src/money/genai-times.ts': [
    any(price, [r`/^(\d\d):(\d\d):\d\d(?:\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/`, '11:11:11.', '1']),
  ],
  'core/src/money/model-id.ts': [
    any(
      modelId,
      [r`/^(?:accounts|projects)\/.*\/models\/|^arn:.*\//`, 'projects/', '/models'],
      [r`/^(?:[a-z-]{2,8}\.)?anthropic\.(claude-[a-z0-9-]+?)(?:-v\d(?::\d+)?)?$/`, 'anthropic.claude-', '-v1', ':'],
      [r`/@(?:default|latest)$/`, '@latest', '@latest', 'x'],
      [r`/-(?:latest|(?:20[2-3]\d-?|2\d)(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01]))$/`, '-2025-01-01'],
      [r`/^qwen-(?:max|plus|turbo)-2024/`, 'qwen-max-'],
    ),
  ],
  'core/src/money/price-list.ts': [any('the seller of an entry', [r`/-intl$/`, '-intl', '-intl', 'x'])],
  'core/src/prompt/compress-text.ts': [any('a prompt', [r`/^\s*[{[]/`, ' '], [r`/\s+/g`, ' '])],
  'core/src/prompt/language-of.ts': [
    upTo(
      2_000,
      'the beginning of a prompt',
      [r`/\p{Script=Han}/gu`, '中'],
      [r`/[\p{Script=Hiragana}\p{Script=Katakana}]/gu`, 'か'],
      [r`/\p{Script=Latin}+/gu`, 'a'],
    ),
  ],
  'core/src/prompt/repeats.ts': [
    any(
      'a prompt',
      [r`/^[\s>]+/`, ' >'],
      [r`/\s+/g`, ' '],
      [r`/^[\s>]*$/`, '> ', '> ', 'x'],
      [r`/^(?:[^\S\n]*\n)*/`, ' '],
    ),
  ],
  'core/src/prompt/summarise-history.ts': [any('a conversation', [r`/[\ud800-\udbff]$/`, '\ud83d', '\ud83d', 'x'])],
  'core/src/prompt/text-border.ts': [
    upTo(8, 'a character, or the word before a point', [r`/[A-Za-z.]/`, ' '], [r`/^[A-Z]$/`, 'A']),
  ],
  'core/src/prompt/text-lines.ts': [
    any(
      line,
      ['/^[\\s>*+-]{0,12}?(`{3,}|~{3,})(.*)$/s', '', '`', '\u2028x'],
      [r`/^(?: {4}| {0,3}\t)/`, ' '],
      [r`/<(\/?)(?:pre|textarea|script|style)(?![\w-])/gi`, '<script-'],
      [r`/\$\$/g`, '$'],
      [r`/^\s*[{[]\s{0,20}(?:$|["{[\]}\d-]|true|false|null)/`, ' '],
      [r`/[{[]\s{0,20}["{[]|"\s{0,20}:/`, `"${' '.repeat(21)}`],
      [r`/[|\u2502\u2503\u2551]|\S\t/`, 'a'],
      [r`/(?<=\S)[ \u00a0\u3000]{2,}(?=\S)/g`, 'a', ' '],
    ),
  ],
  'core/src/prompt/white-space.ts': [
    any(line, ['/`+/g', '`'], [r`/[ \t\u00a0\u3000]{2,}|[ \t\u00a0\u3000]$/g`, ' a'], [r`/[^ \t\u00a0\u3000]/`, ' ']),
  ],
  'core/src/providers/anthropic-thinking.ts': [
    any(
      modelId,
      [
        r`/claude-(?:instant|v?[1-3](?!\d)|(?:opus|sonnet|haiku)-4(?:$|[-.][0-5](?!\d)|[-@]\d{8}))/i`,
        'claude-sonnet-4-',
      ],
      [r`/claude-(?:instant|v?[12](?!\d)|3[-.]5-|3-(?:opus|haiku|sonnet))/i`, 'claude-3-'],
      [r`/claude-opus-(?:4[-.][7-9]|[5-9])(?!\d)/i`, 'claude-opus-4-'],
    ),
    any('the type of a part', [r`/thinking$/`, 'thinking', 'thinking', 'x']),
  ],
  'core/src/providers/anthropic-turns.ts': [
    any(
      'the address of a file in a message',
      [r`/^https:\/\//i`, 'https:'],
      [r`/^data:.*;base64$/i`, 'data:', ';base64', 'x'],
    ),
    any('the id of a tool call', [r`/[^\w-]/g`, '!']),
  ],
  'core/src/providers/anthropic.ts': [trusted(baseUrl, r`/\/+$/`)],
  'core/src/providers/baidu-v1-endpoint.ts': [any(modelId, [r`/^[a-z0-9][\w.-]*$/i`, 'a', 'a', '!'])],
  'core/src/providers/baidu-v1.ts': [trusted(baseUrl, r`/\/+$/`)],
  'core/src/providers/completions.ts': [trusted(baseUrl, r`/\/+$/`)],
  'core/src/providers/conceal.ts': [
    trusted('names and values of headers that carry credentials', r`/auth|key|token|secret|cookie/`, r`/[ /]/`),
  ],
  'core/src/providers/dialects/dashscope.ts': [any(modelId, [r`/^qwen/i`, 'qwe'])],
  'core/src/providers/failure.ts': [any("a vendor's code of an error", [r`/^[45]\d\d$/`, '4'], [r`/[._-]/g`, '.'])],
  'core/src/providers/http.ts': [any('the message of a TypeError of `fetch`', [r`/header/i`, 'heade'])],
  'core/src/providers/openai-chat.ts': [trusted(baseUrl, r`/\/+$/`)],
  'core/src/providers/rate-hint.ts': [
    any(
      header,
      [r`/^\d{1,15}$/`, '1'],
      [r`/^\d{1,9}(?:\.\d{1,6})?$/`, '1.', '1'],
      [r`/^\d{4}-/`, '1'],
      [
        r`/^(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d+)?)s)?(?:(\d{1,9}(?:\.\d+)?)ms)?$/`,
        '1h1m1.',
        '1',
        'x',
      ],
      [r`/\.$/`, '.', '.', 'x'],
    ),
  ],
  'core/src/providers/reply-body.ts': [any(header, [r`/[/+]json\s*(?:;|$)/`, '/json '])],
  'core/src/providers/responses.ts': [
    trusted(baseUrl, r`/\/+$/`),
    any(modelId, [r`/(?:^|[/:])(?:o\d|codex|gpt-(?:[5-9]|[12]\d)(?!\d|-chat))/`, ':gpt-5-chat']),
  ],
  'core/src/providers/retry-after.ts': [
    any("a vendor's sentence", [r`/try again in ([\d.hms]{1,20})/i`, 'try again in ']),
    any(header, [r`/^\d{1,12}(?:\.\d{1,6})?$/`, '1.', '1'], [r`/\d{4}/`, '111 ']),
  ],
  'core/src/providers/sources.ts': [any('an address that a vendor gives', [r`/^https?:\/\//i`, 'https:'])],
  'core/src/quota/quota-rule.ts': [trusted('options', r`/^tag:.+/`)],
  'core/src/store/check-usage-record.ts': [upTo(10_000, 'a text of a record, refused if longer', [r`/\p{Cs}/u`, 'a'])],
  'core/src/store/export-records.ts': [
    any('a text of a record', [r`/[",\r\n]/`, 'a']),
    any(
      'a text of a record, and each of its characters',
      [r`/[=+\-@＝＋－＠]/`, 'a'],
      [r`/[;\t\r\n]/`, 'a'],
      [r`/[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/u`, 'a'],
    ),
  ],
  'core/src/testing/bce-verifier.ts': [
    any(
      'a header in a test',
      [r`/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/`, '1'],
      [r`/^\d+$/`, '1', '1', 'x'],
      [r`/[!'()*]/g`, '!'],
    ),
  ],
  'core/src/testing/chat-styles.ts': [
    any('a model in a test', [r`/^(o[134]|gpt-5)/`, 'gpt-'], [r`/reasoner/`, 'reason']),
  ],
  'core/src/testing/check-caller.ts': [any('a header in a test', [r`/^Bearer (.*)$/`, 'Bearer ', ' ', '\n'])],
  'core/src/testing/fault.ts': [any('a scripted answer', [r`/^data: \{/gm`, '\ndata: '])],
  'core/src/testing/simulated-answer.ts': [
    any(
      'a scripted answer',
      [r`/ ?[\p{Script=Latin}\p{N}]{1,12}|[\p{Script=Han}]{1,3}|\s{1,4}|./gsu`, ' !'],
      [r`/\p{Script=Han}/u`, 'a'],
    ),
  ],
  'core/src/testing/whole-answer.ts': [any('a seal in a test', [r`/^sealed-\d+-[\da-f]+$/`, 'sealed-1-', '1', 'x'])],
  'core/src/testing/wire-for.ts': [
    any(
      'an address in a test',
      [r`/\/wenxinworkshop\/chat\/[^/]+$/`, '/wenxinworkshop/chat/'],
      [r`/(?<!\/chat)\/completions$/`, '/completions', '/completions', 'x'],
      [r`/(^|\.)dashscope(-[a-z]+)?\.aliyuncs\.com$|\.maas\.aliyuncs\.com$/`, '.dashscope-a'],
    ),
  ],
  'core/src/tokens/families.ts': [
    any(
      modelId,
      [r`/qw|qvq/`, 'q'],
      [r`/llama/`, 'llam'],
      [r`/gpt-(3|4\b(?!\.))/`, 'gpt-4.'],
      [r`/gpt|codex|^o\d/`, 'gpcode'],
      [r`/claude-(v?2|instant)/`, 'claude-v'],
      [r`/claude-(3|([a-z]+-)?4(?![-.][7-9]))/`, 'claude-', 'a'],
      [r`/claude/`, 'claud'],
      [r`/gem/`, 'ge'],
      [r`/deepseek|ernie|glm|kimi|moonshot|doubao/`, 'deepsee'],
      [
        r`/gpt-[6-9]|claude-(?!v?2|i)|ernie|glm|kimi|moonshot|doubao|qwen(3\.|[4-9])|llama-?[124]|gemini/`,
        'llama-gemin',
      ],
    ),
  ],
  'core/src/tokens/file-tokens.ts': [
    any(
      modelId,
      [r`/gpt-4o-mini/`, 'gpt-4o-'],
      [r`/o4-mini/`, 'o4-'],
      [r`/gpt-[\w.]{1,9}-nano/`, 'gpt-111111111-'],
      [r`/gpt-[\w.]{1,9}-mini/`, 'gpt-111111111-'],
      [r`/gpt-(5\.[4-9]|[6-9])/`, 'gpt-5.'],
      [r`/gpt-5/`, 'gpt-'],
      [r`/^o\d(-|$)/`, 'o1'],
      [r`/^claude-4\.7$/`, 'claude-4.7'],
      [r`/^claude(-3)?$/`, 'claude-3'],
      [r`/qwen3(-vl|\.)/`, 'qwen3-'],
      [r`/^(qwen|deepseek)/`, 'deepsee'],
      [r`/^gem/`, 'ge'],
    ),
  ],
  'core/src/tokens/image-size.ts': [
    any('the beginning of a data address', [r`/^data:image\/.*;base64$/i`, 'data:image/', ';base64', 'x']),
  ],
  'core/src/ui/partial-json.ts': [
    any(
      'arguments that a model writes',
      [r`/[\s,:]+|["[\]{}]|[\w.+-]+(?=[^\w.+-])/y`, '1'],
      [r`/[^"\\]+|\\(?:u[\da-fA-F]{4}|["\\/bfnrt])|"/y`, 'a', 'a', '\\'],
      [r`/\w/`, '.'],
    ),
  ],
  'next-adapter/src/auth/app-id.ts': [trusted('options', r`/^[\x21-\x7e]+$/`)],
  'next-adapter/src/auth/baidu-v2.ts': [
    trusted(
      'a key of who runs the server',
      r`/^\d+\.[\da-z]+\.\d+\./i`,
      r`/^ALTAK[\w-]*$/`,
      r`/^ALTAK/`,
      r`/^sk-/`,
      r`/^bearer\s/i`,
      r`/^bce-v3/`,
      r`/^bce-v3\/ALTAK[\w-]*\/[\x21-\x7e]+$/`,
    ),
  ],
  'next-adapter/src/auth/bce-signature.ts': [
    upTo(40, 'a time that was just written', [r`/\.\d+Z$/`, '.', '1', 'x']),
    any('an address that is signed', [r`/[!'()*]/g`, '!']),
  ],
  'next-adapter/src/auth/credential.ts': [trusted('a key of who runs the server', r`/^[\x21-\x7e]+$/`)],
  'next-adapter/src/auth/hmac-headers.ts': [trusted('options', r`/^[\w!#$%&'*+.^${'`'}|~-]+$/`)],
  'next-adapter/src/auth/sign-template.ts': [trusted('options', r`/\{(\w+)\}/`)],
  'next-adapter/src/auth/token-reply.ts': [any('a reply of a token server', [r`/^[\x21-\x7e]{1,8192}$/`, 'a'])],
  'next-adapter/src/messages/parse.ts': [
    any('what is wrong with a request, which quotes it', [r`/\.$/`, '.', '.', 'x']),
  ],
  'next-adapter/src/messages/part-shapes.ts': [any('an address in a message', [r`/^(?:https?:|data:)/`, 'https'])],
  'next-adapter/src/route/event-id.ts': [any(header, [r`/^(.{1,256})\.(\d{1,15})$/`, '.1', '.1', 'x'])],
  'next-adapter/src/route/origin.ts': [trusted('options', r`/^[\w!#$%&'*+.^${'`'}|~-]+$/`)],
  'next-adapter/src/route/read-json.ts': [
    any(header, [r`/^application\/(?:[\w.+-]+\+)?json\b/i`, 'application/', '+']),
  ],
  'next-adapter/src/route/route-settings.ts': [any('an id that a client gives', [r`/^[\x21-\x7e]+$/`, 'a', 'a', ' '])],
  'next-adapter/src/route/run-address.ts': [
    any('the path of a request', [r`/\/([^/]+)\/stream\/?$/`, '/a/stream', '/a/stream', 'x']),
  ],
  'next-adapter/src/route/usage-route.ts': [any('the path of a request', [r`/\/usage\/?$/`, '/usage', '/usage', 'x'])],
  'next-adapter/src/secrets/credential.ts': [trusted('a key of who runs the server', r`/^[\t -~\x80-\xff]+$/`)],
  'next-adapter/src/secrets/fetch-json.ts': [any('a code of a secret store', [r`/^\w{1,60}$/`, 'a'])],
  'next-adapter/src/secrets/vault-kv.ts': [trusted('the address of the secret store', r`/\/+$/`)],
  'next-adapter/src/vendors/check-headers.ts': [
    trusted('options', r`/^[\w!#$%&'*+.^${'`'}|~-]+$/`, r`/^[\t -~\x80-\xff]*$/`),
  ],
  'next-adapter/src/vendors/endpoints.ts': [trusted(baseUrl, r`/\/+$/`, r`/^https?:$/`)],
  'react/src/attachments/media-type.ts': [
    any(
      'the beginning of a file in base64',
      [r`/^iVBORw0KGgo/`, 'iVBORw0KGg'],
      [r`/^\/9j\//`, '/9j'],
      [r`/^R0lGOD/`, 'R0lGO'],
      [r`/^UklGR.{6}XRUJQ/`, 'UklGR'],
      [r`/^JVBERi0/`, 'JVBERi'],
      [r`/[\0-\x08]/`, 'a'],
    ),
    any(
      'the type or the name of a file',
      [r`/^image\/(png|jpe?g|gif|webp)$/`, 'image/png'],
      [r`/^.*(?=\.)/s`, 'a'],
      [r`/\/.*/`, '/', '/', '\n'],
    ),
  ],
  'react/src/attachments/to-file-parts.ts': [any('the address of a file', [r`/^(https:\/\/|data:)./i`, 'data:'])],
  'react/src/render/block-lines.ts': [
    any(
      'a line of an answer',
      [r`/^ {0,3}(=+|-+) *$/`, '=', '=', ' x'],
      [r`/^(?=.*-)(?=.*[|:])[ |:-]+$/`, '-|', '-|', 'x'],
      [r`/^(\d{1,9}|\[(\^[^\]]*\]?)?)$/`, '[^', '^', ']x'],
    ),
  ],
  'react/src/render/markdown-blocks.ts': [any('a line of an answer', [r`/\r?\n?$/`, '\r', '\r', 'x'])],
  'react/src/render/markdown-container.ts': [
    any(
      'a line of an answer',
      [r`/^(?:([-+*]|\d{1,9}[.)])( +|$)|(\[\^)[^\]]+\]:)/`, '[^', '['],
      [r`/^[-+*]|^1\D/`, '1'],
    ),
  ],
  'react/src/render/markdown-leaf.ts': [
    any(
      'a line of an answer',
      [r`/^#{1,6}( |$)/`, '#'],
      [r`/^([*_-])( *\1){2,} *$/`, '-', ' -', 'x'],
      ['/^(?:(`{3,})[^`]*|(~{3,}).*)$/s', '', '~', '\u2028x'],
      ['/^ {0,3}(`{3,}|~{3,}) *$/', '', '~', ' x'],
      [r`/^(?:\$\$[^$]*$|\\\[(?!.*\\\]))/`, '\\[', '\\'],
      [r`/^<\/?[a-z][a-z0-9-]*( [^<>]*)?\/?> *$/i`, '<a ', '/'],
      [
        r`/^<\/?(address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)( |\/?>|$)/i`,
        '<basefont',
      ],
      [r`/^<(script|pre|style|textarea)( |>|$)/i`, '<script'],
      [r`/<\/(script|pre|style|textarea)>/i`, '</script'],
      [r`/^<!--/`, '<!-'],
      [r`/-->/`, '-'],
      [r`/^<\?/`, '<'],
      [r`/\?>/`, '?'],
      [r`/^<!\[CDATA\[/`, '<![CDATA'],
      [r`/\]\]>/`, ']'],
      [r`/^<![a-z]/i`, '<!'],
      [r`/>/`, '<'],
    ),
  ],
  'react/src/render/markdown-line.ts': [any('a line of an answer', [r`/[^ ]|$/`, ' '])],
  'react/src/testing/test-transport.ts': [any('an id in a test', [r`/^(.+)\.(\d+)$/`, '1.', '1.', 'x'])],
  'react/src/transport/http-request.ts': [trusted('the address of the route, from options', r`/\/?([?#].*)?$/`)],
  'react/src/transport/refusal.ts': [any('a reply of the route', [r`/html/i`, 'htm'], [r`/^[^<{[].{0,199}$/`, 'a'])],
  'react/src/transport/sse-protocol.ts': [any(header, [r`/text\/event-stream/i`, 'text/event-'])],
  'react/src/transport/text-protocol.ts': [any(header, [r`/^(?!.*(html|json|event-stream))/i`, 'htmjso'])],
  'react/src/usage/fetch-usage.ts': [
    trusted('the address of the route, from options', r`/\/?([?#].*)?$/`),
    any(header, [r`/^application\/json\b/i`, 'application/json']),
  ],
  'react/src/usage/metered.ts': [
    any('names of fields of an answer', [r`/^(\w*(in|out)put|reasoning)Tokens$/i`, 'input', 'input', '!']),
  ],
  'react/src/usage/read-usage.ts': [any('an amount from the route', [r`/^\d{1,18}(\.\d{1,9})?$/`, '1.', '1'])],
}

/** Where patterns are handed from one place to another, or made of texts, and why that makes none that is not listed. */
export const knownOthers: Readonly<Record<string, readonly [raw: string, why: string][]>> = {
  'core/src/chat/redact.ts': [['RegExp', 'the type of a list of literals']],
  'core/src/filter/create-filter.ts': [['RegExp', 'asks whether somebody gave one, to refuse it']],
  'core/src/money/check-price.ts': [['RegExp', 'a parameter; given literals in the same file']],
  'core/src/tokens/families.ts': [['RegExp', 'the type of a list of literals']],
  'core/src/tokens/file-tokens.ts': [['RegExp', 'the type of a list of literals']],
  'next-adapter/src/auth/baidu-v2.ts': [['RegExp', 'the type of a list of literals']],
  'react/src/render/markdown-leaf.ts': [['RegExp', 'the type of a list of literals']],
  'react/src/transport/http-protocol.ts': [['RegExp', 'a field; literals in `sse-protocol.ts` and `text-protocol.ts`']],
}
