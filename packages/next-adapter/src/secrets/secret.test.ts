import { describe, expect, it } from 'vitest'
import { toSecret } from './secret.ts'

describe('a function that gives a key', () => {
  const empty = 'The function that gives the key gave an empty text.'
  const thrown = 'The function that gives the key threw an error.'

  it.each<[string | undefined, string, () => string | Promise<string>]>([
    [undefined, 'a key', () => 'key'],
    [undefined, 'a key later', async () => 'key'],
    [empty, 'an empty text', () => ' '],
    [empty, 'nothing', () => process.env.SLUICE_NO_SUCH_KEY as string],
    [thrown, 'an error', () => expect.fail('canary')],
    [thrown, 'an error later', () => Promise.reject(new Error('canary'))],
  ])('is called to find out %j when it gives %s', async (problem, _, source) => {
    expect(await toSecret(source).check()).toBe(problem)
  })

  it('is not called before it is needed', () => {
    expect(() => toSecret(() => expect.fail())).not.toThrow()
  })
})
