import type { LedgerGroup, LedgerQuery, LedgerStore, LedgerSum, UsageRecord } from '@sluice/core'
import { fromNanos, toCsv, toJsonl } from '@sluice/core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { allOf } from '../support/all-of.ts'
import { anyRecords } from '../support/any-records.ts'
import { expectedSums } from '../support/expected-sums.ts'
import { usageRecord } from '../support/usage-record.ts'

/** What every ledger does. */
export function describeLedgerStore(name: string, create: () => LedgerStore | Promise<LedgerStore>): void {
  const opened: LedgerStore[] = []
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
  })
  const setup = async (records: readonly UsageRecord[] = []) => {
    const store = await create()
    opened.push(store)
    await store.append(records)
    return store
  }
  const idsOf = async (records: AsyncIterable<UsageRecord>) => (await allOf(records)).map(({ id }) => id)
  const only = (sums: readonly LedgerSum[]): LedgerSum => {
    expect(sums).toHaveLength(1)
    return sums[0]!
  }

  describe(`${name} as a ledger`, () => {
    it('adds nothing up to nothing', async () => {
      const store = await setup()
      expect(only(await store.sum())).toEqual({
        key: '',
        calls: 0,
        failures: 0,
        usage: { inputTokens: 0, outputTokens: 0 },
        cost: {},
        unpriced: 0,
        durationMs: undefined,
        firstContentMs: undefined,
      })
      expect(await store.sum({ groupBy: 'caller' })).toEqual([])
      expect(await idsOf(store.records())).toEqual([])
      await store.append([])
    })

    it('gives records back as they were', async () => {
      const record = usageRecord({
        tags: { team: '你好', ['__proto__']: 'x' },
        outcome: 'failed',
        errorCode: 'interrupted',
        finishReason: 'length',
        provider: 'openai',
        model: 'gpt-5',
        target: 'gpt',
        usage: { inputTokens: 3, outputTokens: 4, cacheWrite1hInputTokens: 2, estimated: true },
        cost: { CNY: '0.10', USD: '999999999999999.999999999' },
        unpriced: 1,
        attempts: [{ lane: 'a', outcome: 'failed', usage: { inputTokens: 3, outputTokens: 4 }, durationMs: 0.25 }],
        durationMs: 12.5,
        firstContentMs: 0,
        savedTokens: 7,
      })
      const store = await setup([record])
      expect(await allOf(store.records())).toEqual([record])
    })

    it('counts an id once, in one append or in several', async () => {
      const record = usageRecord({ tags: { team: 'a' }, cost: { USD: '0.1' } })
      const store = await setup([record, record])
      await store.append([{ ...record, cost: { USD: '7' } }, usageRecord({ cost: { USD: '0.2' } })])
      await Promise.all([store.append([record]), store.append([record])])
      expect(only(await store.sum())).toMatchObject({ calls: 2, cost: { USD: '0.3' } })
    })

    it('leaves out of a sum what nobody said, and says that a part is estimated', async () => {
      const store = await setup([
        usageRecord({ usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 0 } }),
        usageRecord({ usage: { inputTokens: 1, outputTokens: 2, cachedInputTokens: 1, estimated: true } }),
      ])
      expect(only(await store.sum()).usage).toEqual({
        inputTokens: 2,
        outputTokens: 4,
        reasoningTokens: 0,
        cachedInputTokens: 1,
        estimated: true,
      })
    })

    it('adds up by every field, by tag and by time, in the order of the keys', async () => {
      const store = await setup([
        usageRecord({ at: 5_000, caller: 'b', model: 'm', provider: 'p', target: 't', tags: { team: 'y' } }),
        usageRecord({ at: 59_999, caller: 'a', outcome: 'failed', tags: { team: 'x', other: 'z' } }),
        usageRecord({ at: 600_000, caller: 'b', outcome: 'aborted', tags: {} }),
      ])
      const by = async (groupBy: LedgerGroup) => (await store.sum({ groupBy })).map(({ key, calls }) => [key, calls])
      expect(await by('caller')).toEqual([
        ['a', 1],
        ['b', 2],
      ])
      for (const [field, value] of [['model', 'm'] as const, ['provider', 'p'] as const, ['target', 't'] as const]) {
        expect(await by(field)).toEqual([
          ['', 2],
          [value, 1],
        ])
      }
      expect(await by('outcome')).toEqual([
        ['aborted', 1],
        ['failed', 1],
        ['finished', 1],
      ])
      expect(await by('tag:team')).toEqual([
        ['', 1],
        ['x', 1],
        ['y', 1],
      ])
      expect(await by({ windowMs: 60_000 })).toEqual([
        ['0', 2],
        ['600000', 1],
      ])
    })

    it('finds what fits: from a moment on, before another, and all that is asked for at once', async () => {
      const store = await setup([
        usageRecord({ id: 'b', at: 20, model: 'm', tags: { team: 'x' } }),
        usageRecord({ id: 'a', at: 10, model: 'm', provider: 'p', target: 't', tags: { team: 'y' } }),
        usageRecord({ id: 'c', at: 30, caller: 'eve', tags: { team: 'x', constructor: 'x' } }),
      ])
      const ids = (filter: LedgerQuery) => idsOf(store.records(filter))
      expect(await ids({})).toEqual(['a', 'b', 'c'])
      expect(await ids({ from: 20, to: 30 })).toEqual(['b'])
      expect(await ids({ to: 20 })).toEqual(['a'])
      expect(await ids({ model: 'm', tag: { name: 'team', value: 'x' } })).toEqual(['b'])
      expect(await ids({ tag: { name: 'constructor', value: 'x' } })).toEqual(['c'])
      expect(await ids({ provider: 'p', target: 't', caller: 'ada' })).toEqual(['a'])
      expect(await ids({ caller: "' OR 1=1 --" })).toEqual([])
      expect(only(await store.sum({ from: 20, caller: 'ada' })).calls).toBe(1)
    })

    it('tells the times that so many per cent of calls do not exceed', async () => {
      const shuffled = Array.from({ length: 150 }, (_, index) => ((index * 37) % 150) + 1)
      const store = await setup(
        shuffled.map((ms) => usageRecord({ durationMs: ms, ...(ms <= 10 && { firstContentMs: ms / 2 }) })),
      )
      expect(only(await store.sum())).toMatchObject({
        durationMs: { p50: 75, p95: 143, p99: 149 },
        firstContentMs: { p50: 2.5, p95: 5, p99: 5 },
      })
    })

    it('adds up any records as a reckoning by hand does', async () => {
      const groups: readonly (LedgerGroup | undefined)[] = [
        undefined,
        ...(['caller', 'model', 'provider', 'target', 'outcome', 'tag:a', 'tag:__proto__', 'tag:'] as const),
        { windowMs: 1_000 },
        { windowMs: 0.3 },
      ]
      await fc.assert(
        fc.asyncProperty(anyRecords, fc.constantFrom(...groups), async (records, groupBy) => {
          const store = await create()
          await store.append(records)
          expect(await store.sum({ groupBy })).toEqual(expectedSums(records, groupBy))
          await store.close()
        }),
        { numRuns: 150 },
      )
      // Many files are made: a slow disk takes its time.
    }, 30_000)

    it('loses nothing of money over many records', async () => {
      const records = Array.from({ length: 5_000 }, (_, index) =>
        usageRecord({ cost: { CNY: `0.${String(index).padStart(9, '0')}`, USD: '922337203685477.999999999' } }),
      )
      const store = await setup(records)
      const { cost } = only(await store.sum())
      // 0 + 1 + … + 4,999 billionths; the dollars are far beyond 2^63 billionths.
      expect(cost).toEqual({ CNY: '0.0124975', USD: '4611686018427389999.999995' })
    })

    it.each([2, 3_000])('adds up %d of the largest that there can be', async (count) => {
      const most = Number.MAX_SAFE_INTEGER
      const usage = { inputTokens: most, outputTokens: most, reasoningTokens: most }
      const cost = { CNY: '999999999999999.999999999' }
      const store = await setup(Array.from({ length: count }, () => usageRecord({ usage, cost, unpriced: most })))
      const sum = Number(BigInt(most) * BigInt(count))
      expect(only(await store.sum())).toMatchObject({
        usage: { inputTokens: sum, outputTokens: sum, reasoningTokens: sum },
        cost: { CNY: fromNanos((10n ** 24n - 1n) * BigInt(count)) },
        unpriced: sum,
      })
    })

    it('tells no times that are not asked for', async () => {
      const store = await setup([usageRecord({ firstContentMs: 1 })])
      for (const groupBy of [undefined, 'caller'] as const) {
        const [sum] = await store.sum({ groupBy, percentiles: false })
        expect(sum).toEqual({ ...(await store.sum({ groupBy }))[0], durationMs: undefined, firstContentMs: undefined })
      }
    })

    it('hands out many records one after the other, each once, while others come', async () => {
      const store = await setup(Array.from({ length: 2_300 }, (_, index) => usageRecord({ at: index % 7 })))
      const seen: UsageRecord[] = []
      for await (const record of store.records()) {
        seen.push(record)
        if (seen.length % 500 === 0) await store.append([usageRecord({ at: 100 })])
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(2_300)
      expect(seen).toHaveLength(2_300)
      expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((one, other) => one - other))
    })

    it('can be left while it hands out records', async () => {
      const store = await setup(Array.from({ length: 1_200 }, () => usageRecord()))
      for await (const _ of store.records()) break
      await store.append([usageRecord()])
      expect(only(await store.sum()).calls).toBe(1_201)
    })

    it('can be written out', async () => {
      const store = await setup([usageRecord({ id: 'b', at: 2 }), usageRecord({ id: 'a', at: 1 })])
      expect((await allOf(toCsv(store.records()))).map((line) => line.split(',')[0])).toEqual(['id', 'a', 'b'])
      const lines = await allOf(toJsonl(store.records()))
      expect(lines.map((line) => JSON.parse(line))).toEqual(await allOf(store.records()))
    })

    it.each<[string, Partial<UsageRecord>]>([
      ['money with too many decimals', { cost: { USD: '0.0000000001' } }],
      ['money that is owed to us', { cost: { CNY: '-1' } }],
      ['a time that is no number', { durationMs: Number.NaN }],
      ['money that it does not know', { cost: { EUR: '1' } as UsageRecord['cost'] }],
      ['money that is a number', { cost: { USD: 1 as unknown as string } }],
      ['a time below zero', { firstContentMs: -1 }],
      ['a part of a token', { usage: { inputTokens: 1, outputTokens: 0.5 } }],
      ['tokens below zero', { usage: { inputTokens: -1, outputTokens: 0 } }],
      ['more tokens than can be counted', { usage: { inputTokens: 2 ** 53, outputTokens: 0 } }],
      ['no input', { usage: { outputTokens: 1 } as UsageRecord['usage'] }],
      ['no output', { usage: { inputTokens: 1 } as UsageRecord['usage'] }],
      ['no usage', { usage: undefined as unknown as UsageRecord['usage'] }],
      ['parts of an attempt without a price', { unpriced: 0.5 }],
      ['half of what was saved', { savedTokens: 0.5 }],
      ['no attempts', { attempts: undefined as unknown as [] }],
      ['no request id', { requestId: undefined as unknown as string }],
      ['half a character in a tag', { tags: { '\ud800': 'a', '\ud801': 'b' } }],
      ['half a character in the value of a tag', { tags: { a: '\udc00' } }],
      ['half a character in its caller', { caller: 'a\ud800' }],
      ['a caller without end', { caller: 'a'.repeat(10_001) }],
      ['a tag without end', { tags: { ['a'.repeat(10_001)]: 'a' } }],
      ['too many tags', { tags: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`t${index}`, ''])) }],
      ['tokens without end', { usage: { inputTokens: Number.POSITIVE_INFINITY, outputTokens: 0 } }],
      ['no id', { id: '' }],
      ['no moment', { at: Number.NaN }],
      ['a caller that is none', { caller: undefined as unknown as string }],
      ['a tag that is no text', { tags: { team: 5 as unknown as string } }],
    ])('refuses a record with %s, and all that came with it', async (_, wrong) => {
      const store = await setup()
      const others = store.append([usageRecord()])
      await expect((async () => store.append([usageRecord(), usageRecord(wrong)]))()).rejects.toThrow(RangeError)
      await others
      expect(only(await store.sum()).calls).toBe(1)
    })

    it.each<[string, LedgerQuery]>([
      ['a group that there is not', { groupBy: 'seq' as 'caller' }],
      ['a group that is SQL', { groupBy: 'caller, 1' as 'caller' }],
      ['windows of no length', { groupBy: { windowMs: 0 } }],
      ['windows without end', { groupBy: { windowMs: Number.POSITIVE_INFINITY } }],
      ['a moment that is none', { from: Number.NaN }],
      ['a tag without a value', { tag: { name: 'team' } as { name: string; value: string } }],
      ['a tag without a name', { tag: { value: 'x' } as { name: string; value: string } }],
      ['a caller that is a number', { caller: 5 as unknown as string }],
    ])('refuses a question for %s', async (_, query) => {
      const store = await setup([usageRecord()])
      await expect((async () => store.sum(query))()).rejects.toThrow(RangeError)
    })

    it('names the field of a question that it refuses, and finds no records for it', async () => {
      const tag = { name: 'team' } as { name: string; value: string }
      const store = await setup()
      await expect((async () => store.sum({ tag }))()).rejects.toThrow('tag.value must be a text, got undefined')
      await expect(idsOf(store.records({ tag }))).rejects.toThrow('tag.value must be a text, got undefined')
    })

    it('takes nothing and tells nothing once it is closed', async () => {
      const store = await setup([usageRecord()])
      await store.close()
      await store.close()
      await expect((async () => store.append([usageRecord()]))()).rejects.toThrow(/closed/)
      await expect((async () => store.sum())()).rejects.toThrow(/closed/)
      await expect(idsOf(store.records())).rejects.toThrow(/closed/)
    })
  })
}
