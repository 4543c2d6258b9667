import { describe, expect, it, vi } from 'vitest'
import { createSharedSettings } from './shared-settings.ts'

describe('the settings of components that share a conversation', () => {
  it('are those of the latest component that has an opinion, field by field', () => {
    const settings = createSharedSettings()
    const onFinish = vi.fn()
    settings.add({ onFinish, throttle: 20 })
    settings.add({ throttle: 80 })
    settings.add({})
    expect(settings.get('throttle')).toBe(80)
    expect(settings.get('onFinish')).toBe(onFinish)
    expect(settings.get('onError')).toBeUndefined()
  })

  it('go with their component', () => {
    const settings = createSharedSettings()
    settings.add({ throttle: 20 })
    const remove = settings.add({ throttle: 80 })
    remove()
    expect(settings.get('throttle')).toBe(20)
  })

  it('stay when their component goes, until another one sets them', () => {
    const settings = createSharedSettings()
    const [onFinish, other] = [vi.fn(), vi.fn()]
    settings.add({ onFinish, throttle: 20 })()
    expect(settings.get('onFinish')).toBe(onFinish)
    settings.add({ throttle: 80 })
    expect([settings.get('onFinish'), settings.get('throttle')]).toEqual([onFinish, 80])
    settings.add({ onFinish: other })
    expect(settings.get('onFinish')).toBe(other)
  })

  it('may be given as they are now, in their place among the others', () => {
    const settings = createSharedSettings()
    let throttle = 20
    settings.add(() => ({ throttle }))
    expect(settings.get('throttle')).toBe(20)
    throttle = 30
    expect(settings.get('throttle')).toBe(30)
    settings.add({ throttle: 80 })
    throttle = 40
    expect(settings.get('throttle')).toBe(80)
  })
})
