import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsv, toJsonl } from './export-records.ts'
import type { UsageRecord } from './usage-record.ts'

const record: UsageRecord = {
  id: 'call-1',
  requestId: 'request-1',
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  caller: 'ada',
  outcome: 'finished',
  usage: { inputTokens: 10, outputTokens: 5 },
  attempts: [],
  durationMs: 12.5,
}

async function allOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}

/** Reads CSV character by character, as RFC 4180 has it. */
function parse(csv: string): string[][] {
  const rows: string[][] = [['']]
  let isQuoted = false
  for (let index = 0; index < csv.length; index++) {
    const row = rows.at(-1)!
    const [character, next] = [csv[index]!, csv[index + 1]]
    if (isQuoted && character === '"' && next === '"') {
      row[row.length - 1] += '"'
      index++
    } else if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) row[row.length - 1] += character
    else if (character === ',') row.push('')
    else if (character === '\r' && next === '\n') {
      rows.push([''])
      index++
    } else row[row.length - 1] += character
  }
  return rows.slice(0, -1)
}

async function rowsOf(records: Iterable<UsageRecord> | AsyncIterable<UsageRecord>): Promise<Record<string, string>[]> {
  const [names, ...rows] = parse((await allOf(toCsv(records))).join(''))
  return rows.map((row) => {
    expect(row).toHaveLength(names!.length)
    return Object.fromEntries(names!.map((name, index) => [name, row[index]!]))
  })
}

describe('records as CSV', () => {
  it('are a line of names when there is none', async () => {
    const [line, ...others] = await allOf(toCsv([]))
    expect(line).toMatch(/^id,request_id,at,caller,tags,.*cost_cny,cost_usd,.*\r\n$/)
    expect(others).toEqual([])
  })

  it('say everything of a call, and leave empty what nobody said', async () => {
    const [row] = await rowsOf([
      {
        ...record,
        tags: { team: 'a,b' },
        cost: { USD: '0.10' },
        attempts: [{ outcome: 'finished', usage: record.usage }],
      },
    ])
    expect(row).toEqual({
      id: 'call-1',
      request_id: 'request-1',
      at: '2026-01-02T03:04:05.006Z',
      caller: 'ada',
      tags: '{"team":"a,b"}',
      outcome: 'finished',
      error_code: '',
      finish_reason: '',
      provider: '',
      model: '',
      target: '',
      input_tokens: '10',
      output_tokens: '5',
      cached_input_tokens: '',
      cache_write_input_tokens: '',
      cache_write_1h_input_tokens: '',
      image_input_tokens: '',
      audio_input_tokens: '',
      image_output_tokens: '',
      audio_output_tokens: '',
      reasoning_tokens: '',
      estimated: 'false',
      cost_cny: '',
      cost_usd: '0.10',
      unpriced: '',
      attempts: '1',
      duration_ms: '12.5',
      first_content_ms: '',
      saved_tokens: '',
    })
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A', "'＠A"],
    ['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
    ['\t=1', "\t'=1"],
    ['\r=1', "\r'=1"],
    [' =1', " '=1"],
    ['\u00a0 =1', "\u00a0 '=1"],
    ['\ufeff=1', "\ufeff'=1"],
    ['\u200b\u2060=1', "\u200b\u2060'=1"],
    ['\v=1', "\v'=1"],
    ['\0=1', "\0'=1"],
    ['\u3000＝1', "\u3000'＝1"],
    ['a;=1', "a;'=1"],
    ['a; \u200b-1;=2', "a; \u200b'-1;'=2"],
    ['a\t@b', "a\t'@b"],
    ['a\n=1', "a\n'=1"],
    ['==1', "'==1"],
  ])('hold %j as text, not as a formula', async (caller, shown) => {
    const [row] = await rowsOf([{ ...record, caller }])
    expect(row).toMatchObject({ caller: shown })
  })

  it.each(['gpt-5', 'ada@example.com', 'a = b', 'a b; c+d', '你好'])('hold %j as it is', async (caller) => {
    expect(await rowsOf([{ ...record, caller }])).toMatchObject([{ caller }])
  })

  it('are written in a time that grows with their text alone', async () => {
    const caller = '\t'.repeat(2_000_000)
    const [row] = await rowsOf([{ ...record, caller: `${caller}=` }])
    expect(row!.caller).toBe(`${caller}'=`)
  })

  it('come apart again as they went in, whatever their texts', async () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', '你', '=') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (names) => {
        const rows = await rowsOf(names.map(([caller, model]) => ({ ...record, caller, model })))
        const unmark = (cell: string) => cell.replace(/(?<=^\s*|[\r\n]\s*)'(?==)/g, '')
        expect(rows.map(({ caller, model }) => [unmark(caller!), unmark(model!)])).toEqual(names)
      }),
    )
  })

  it('are read from a ledger bit by bit', async () => {
    let read = 0
    async function* endless() {
      for (;;) yield { ...record, id: String(read++) }
    }
    for await (const line of toCsv(endless())) if (line.startsWith('2,')) break
    expect(read).toBe(3)
  })

  it('show a moment that no calendar has as its number', async () => {
    expect(await rowsOf([{ ...record, at: 9e15 }])).toMatchObject([{ at: '9000000000000000' }])
  })
})

describe('records as JSONL', () => {
  it('are one a line, and nothing is lost', async () => {
    const records = [record, { ...record, id: 'call-2', caller: 'a\nb', tags: { team: '=1' }, cost: { CNY: '0.10' } }]
    const lines = (await allOf(toJsonl(records))).join('').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line))).toEqual(records)
  })
})
