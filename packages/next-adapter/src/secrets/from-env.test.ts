import { isChatError } from '@sluice/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fromEnv } from './from-env.ts'

const name = 'SLUICE_TEST_KEY'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe('fromEnv', () => {
  it('reads when it is asked, not before: a build needs no key', () => {
    const secret = fromEnv(name)
    expect(() => secret.read()).toThrow()
    vi.stubEnv(name, 'first')
    expect(secret.read()).toBe('first')
    vi.stubEnv(name, 'rotated')
    expect(secret.read()).toBe('rotated')
  })

  it('drops the white space that copying leaves', () => {
    vi.stubEnv(name, ' key\n')
    expect(fromEnv(name).read()).toBe('key')
  })

  it.each([undefined, '', ' \n'])(
    'calls %j no credential, and names the variable in check() and for the log only',
    async (value) => {
      vi.stubEnv(name, value)
      expect(await fromEnv(name).check()).toBe(`The environment variable ${name} is not set.`)
      try {
        fromEnv(name).read()
        expect.unreachable()
      } catch (error) {
        if (!isChatError(error)) throw error
        expect(error.code).toBe('auth')
        expect(error.message).not.toContain(name)
        expect(error.cause).toContain(name)
      }
    },
  )

  it('finds nothing wrong with a variable that is set', async () => {
    vi.stubEnv(name, 'key')
    expect(await fromEnv(name).check()).toBeUndefined()
  })

  it('works where there is no process', async () => {
    vi.stubGlobal('process', undefined)
    expect(await fromEnv(name).check()).toContain(name)
  })
})
