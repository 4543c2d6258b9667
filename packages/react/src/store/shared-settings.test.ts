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

  it('stay when the last component goes, until another comes', () => {
    const settings = createSharedSettings()
    const onFinish = vi.fn()
    settings.add({ onFinish })()
    expect(settings.get('onFinish')).toBe(onFinish)
    settings.add({ throttle: 80 })
    expect(settings.get('onFinish')).toBeUndefined()
  })
})
