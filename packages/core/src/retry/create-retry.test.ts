import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../chat/clock.ts'
import { ChatError } from '../chat/errors.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createRetry, type RetryOptions, type RetryRunOptions, type ScheduledRetry } from './create-retry.ts'
import { createRetryBudget } from './retry-budget.ts'

const busy = (retryAfterMs?: number) => new ChatError('rate-limited', 'Busy.', { retryAfterMs })
const failed = new ChatError('server', 'Failed.')

/** Runs a task that fails with each of `failures` in turn and then succeeds, and notes when it was called. */
function setup(failures: readonly unknown[], options: RetryOptions = {}) {
  const clock = createTestClock()
  const calledAtMs: number[] = []
  const scheduled: ScheduledRetry[] = []
  const { run } = createRetry({
    clock,
    random: () => 0.5,
    onRetry: (retry) => scheduled.push(retry),
    ...options,
  })
  const task = vi.fn(async () => {
    const call = calledAtMs.push(clock.monotonic())
    if (call <= failures.length) throw failures[call - 1]
    return 'done'
  })
  /** What became of a run, with the clock moved on as far as need be. */
  const ending = async (runOptions?: RetryRunOptions) => {
    const result = run(task, runOptions).catch((error: unknown) => ({ error }))
    await clock.advance(1e9)
    return result
  }
  return { clock, calledAtMs, scheduled, run, task, ending }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('createRetry', () => {
  it('calls three times in all and throws the last error', async () => {
    const errors = [
      new ChatError('server', 'One.'),
      new ChatError('network', 'Two.'),
      new ChatError('timeout', 'Three.'),
    ]
    const { ending, calledAtMs, scheduled } = setup(errors)
    expect(await ending()).toEqual({ error: errors[2] })
    expect(calledAtMs).toEqual([0, 125, 375])
    expect(scheduled).toEqual([
      { attempt: 2, delayMs: 125, error: errors[0] },
      { attempt: 3, delayMs: 250, error: errors[1] },
    ])
  })

  it('tells the task which attempt it is and gives it the signal', async () => {
    const { run, clock } = setup([])
    const { signal } = new AbortController()
    const attempts: unknown[] = []
    const running = run(
      async (attempt) => {
        attempts.push(attempt)
        if (attempts.length === 1) throw failed
      },
      { signal },
    )
    await clock.advance(1_000)
    await running
    expect(attempts).toEqual([
      { number: 1, signal },
      { number: 2, signal },
    ])
  })

  it.each([
    ['a TypeError', new TypeError('x is not a function')],
    ['an error of unknown kind', new Error('?')],
    ['a string', 'no'],
    ['undefined', undefined],
  ])('repeats a task that throws %s', async (_, error) => {
    const { ending, task } = setup([error])
    expect(await ending()).toBe('done')
    expect(task).toHaveBeenCalledTimes(2)
  })

  it('does not repeat an abort that the task throws by itself', async () => {
    const error = new DOMException('Stopped.', 'AbortError')
    const { ending, task } = setup([error])
    expect(await ending()).toEqual({ error })
    expect(task).toHaveBeenCalledTimes(1)
  })

  it.each([
    'auth',
    'bad-request',
    'context-too-long',
    'circuit-open',
    'over-budget',
    'quota-exceeded',
    'internal',
  ] as const)('does not repeat %s', async (code) => {
    const error = new ChatError(code, 'No.', { retryAfterMs: 10 })
    const { ending, task } = setup([error])
    expect(await ending()).toEqual({ error })
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('lets shouldRetry decide, which hears what would be done without it', async () => {
    const seen: unknown[] = []
    const shouldRetry: RetryOptions['shouldRetry'] = (error, failure) => {
      seen.push(failure)
      return error !== failed
    }
    const { ending } = setup([new ChatError('auth', 'No.'), failed], { shouldRetry })
    expect(await ending()).toEqual({ error: failed })
    expect(seen).toEqual([
      { attempt: 1, isRetryable: false },
      { attempt: 2, isRetryable: true },
    ])
  })

  it('is not disturbed by an observer that throws', async () => {
    const onRetry = () => {
      throw new Error('observer')
    }
    expect(await setup([failed], { onRetry }).ending()).toBe('done')
  })

  it.each([
    ['attempts', 0],
    ['attempts', 1.5],
    ['attempts', Number.NaN],
    ['attempts', 1e9],
    ['baseMs', 0],
    ['baseMs', -1],
    ['throttleBaseMs', Number.NaN],
    ['maxDelayMs', Number.POSITIVE_INFINITY],
    ['maxDelayMs', 1e15],
    ['baseMs', '250'],
    ['throttleBaseMs', '250'],
    ['maxDelayMs', '250'],
    ['budget', true],
    ['budget', null],
    ['budget', 5],
    ['budget', 'none'],
  ])('refuses %s %s', (name, value) => {
    expect(() => createRetry({ [name]: value })).toThrow(RangeError)
    expect(() => createRetry({ [name]: value })).toThrow(`createRetry: ${name}`)
    expect(() => createRetry({ [name]: value })).toThrow(`got ${value}`)
  })

  it('runs a task that returns a plain value, and repeats one that throws at once', async () => {
    const { run, clock } = setup([])
    let calls = 0
    const task = (() => {
      if (++calls === 1) throw failed
      return 'plain'
    }) as unknown as () => Promise<string>
    const running = run(task)
    await clock.advance(1e4)
    expect([await running, calls]).toEqual(['plain', 2])
  })

  it('takes an explicit undefined for the default', async () => {
    const { ending, task } = setup([failed, failed, failed], { attempts: undefined, budget: undefined })
    expect(await ending()).toEqual({ error: failed })
    expect(task).toHaveBeenCalledTimes(3)
  })
})

describe('the wait for a repetition', () => {
  it.each([
    ['is its own where 0 is asked for, without the longer one for throttling', 0, 125],
    ['is the one for throttling where nothing is asked for', undefined, 500],
    ['is the one for throttling where the time has passed', -5_000, 500],
    ['is the one for throttling where what is asked for is no number', Number.NaN, 500],
    ['may be as long as the longest', 20_000, 20_000],
    ['is at least the fraction of seconds that is asked for', 1_500, 1_575],
  ])('%s', async (_, retryAfterMs, waitedMs) => {
    const { ending, calledAtMs } = setup([busy(retryAfterMs)])
    expect(await ending()).toBe('done')
    expect(calledAtMs).toEqual([0, waitedMs])
  })

  it('is neither begun nor shortened when ten hours are asked for', async () => {
    const error = busy(36_000_000)
    const { run, task, clock } = setup([error])
    await expect(run(task)).rejects.toBe(error)
    expect(task).toHaveBeenCalledTimes(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is not begun when it would end after the deadline', async () => {
    const error = busy(1_000)
    const late = setup([error])
    await expect(late.run(late.task, { deadline: 1_050 })).rejects.toBe(error)
    expect(late.task).toHaveBeenCalledTimes(1)
    expect(await setup([error]).ending({ deadline: 1_051 })).toBe('done')
  })

  it('is kept where it is longer than a timer can be', async () => {
    vi.useFakeTimers()
    const delayMs = 2 ** 31 + 1_000
    const task = vi.fn().mockRejectedValueOnce(busy(delayMs)).mockResolvedValue('done')
    const { run } = createRetry({ clock: systemClock, random: () => 0, maxDelayMs: 2 ** 32 })
    const running = run(task)
    await vi.advanceTimersByTimeAsync(delayMs - 1)
    expect(task).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await running).toBe('done')
  })

  it('takes no notice of a calendar that is put back or forward', async () => {
    const { clock, task } = setup([failed])
    let jumpMs = 0
    const jumping = { ...clock, now: () => clock.now() + jumpMs }
    const { run } = createRetry({ clock: jumping, random: () => 0.5 })
    const running = run(task, { deadline: 1_000 })
    jumpMs = -3_600_000
    await clock.advance(125)
    expect(await running).toBe('done')
  })
})

describe('the retry budget', () => {
  it('bounds the repetitions of all runs together', async () => {
    const budget = createRetryBudget({ capacity: 3 })
    const tasks = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { ending, task } = setup([failed, failed, failed], { budget })
        await ending()
        return task.mock.calls.length
      }),
    )
    expect(tasks.reduce((sum, calls) => sum + calls)).toBe(5 + 3)
  })

  it('is filled again by what succeeds', async () => {
    const budget = createRetryBudget({ capacity: 1 })
    budget.take()
    for (let call = 0; call < 5; call++) await setup([], { budget }).ending()
    expect(await setup([failed], { budget }).ending()).toBe('done')
    expect(budget.level).toBeCloseTo(0.2)
  })

  it('can be switched off', async () => {
    const failures = Array.from({ length: 50 }, () => failed)
    expect(await setup(failures, { attempts: 51, budget: false }).ending()).toBe('done')
    expect(await setup(failures, { attempts: 51 }).ending()).toEqual({ error: failed })
  })
})

describe('an abort', () => {
  it('during the wait ends it at once and never calls again', async () => {
    const { run, task, clock } = setup([failed])
    const controller = new AbortController()
    const running = run(task, { signal: controller.signal })
    await clock.advance(50)
    controller.abort('stop')
    await expect(running).rejects.toBe('stop')
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(1e6)
    expect(task).toHaveBeenCalledTimes(1)
  })

  it('ends a run whose task takes no notice', async () => {
    const controller = new AbortController()
    const running = createRetry().run(() => new Promise(() => {}), { signal: controller.signal })
    controller.abort('stop')
    await expect(running).rejects.toBe('stop')
  })

  it('is not taken for a failure, whatever the task makes of it', async () => {
    const budget = createRetryBudget()
    const { run, scheduled } = setup([], { budget })
    const controller = new AbortController()
    const task = vi.fn(async () => {
      controller.abort('stop')
      throw failed
    })
    await expect(run(task, { signal: controller.signal })).rejects.toBe('stop')
    expect(task).toHaveBeenCalledTimes(1)
    expect([scheduled, budget.level]).toEqual([[], 20])
  })

  it('before the run keeps the task from being called', async () => {
    const { run, task } = setup([])
    await expect(run(task, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop')
    expect(task).not.toHaveBeenCalled()
  })
})
