import { describe, expect, it } from 'vitest'
import { ChatError, type ChatErrorCode } from '../chat/errors.ts'
import { outcomeOf } from './call-outcome.ts'

describe('what a failure says of the load, and of work that was done', () => {
  it.each<[ChatErrorCode, object | undefined, ReturnType<typeof outcomeOf>]>([
    ['rate-limited', { status: 429 }, { isRefused: true }],
    ['overloaded', { status: 503 }, { isRefused: true, congestion: 'strong' }],
    ['network', undefined, { isRefused: true, congestion: 'weak' }],
    ['interrupted', undefined, { congestion: 'weak' }],
    ['bad-request', { status: 400 }, { isRefused: true }],
    ['auth', { status: 401 }, { isRefused: true }],
    ['forbidden', { status: 403 }, { isRefused: true }],
    ['not-found', { status: 404 }, { isRefused: true }],
    ['quota-exceeded', { status: 429 }, { isRefused: true }],
    ['context-too-long', { status: 400 }, { isRefused: true }],
    ['content-filtered', { status: 400 }, { isRefused: true }],
    ['internal', undefined, {}],
    ['server', { status: 500 }, { isRefused: false, congestion: 'weak' }],
    ['server', { status: 409 }, { isRefused: true, congestion: 'weak' }],
    ['timeout', { status: 408 }, { isRefused: true, congestion: 'weak' }],
    ['timeout', { status: 504 }, { isRefused: false, congestion: 'weak' }],
    ['timeout', { clock: 'headers' }, { congestion: 'strong' }],
    ['timeout', { clock: 'first-token' }, { congestion: 'strong' }],
    ['timeout', { clock: 'idle' }, { isRefused: false, congestion: 'weak' }],
    ['timeout', { clock: 'attempt' }, { isRefused: false, congestion: 'weak' }],
    ['timeout', undefined, { isRefused: false, congestion: 'weak' }],
    ['timeout', { clock: 'call' }, {}],
  ])('is known for %s %j', (code, cause, expected) => {
    expect(outcomeOf(new ChatError(code, 'No.', { cause }))).toEqual(expected)
  })

  it('is nothing where it is an error of ours, or an abort', () => {
    for (const error of [new TypeError('x is not a function'), 'stop', undefined]) expect(outcomeOf(error)).toEqual({})
  })
})
