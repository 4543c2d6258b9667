import { StrictMode, useEffect } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { file } from '../test-support/given-files.ts'
import { allowNoConsoleErrors } from '../test-support/no-console-errors.ts'
import type { AttachmentOptions } from './to-file-parts.ts'
import { type UseAttachmentsResult, useAttachments } from './use-attachments.ts'

const urls = new Set<string>()
beforeEach(() => {
  urls.clear()
  const { createObjectURL, revokeObjectURL } = URL
  vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
    const url = createObjectURL(given)
    urls.add(url)
    return url
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
    urls.delete(url)
    revokeObjectURL(url)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})
allowNoConsoleErrors()

async function mount(options: AttachmentOptions = {}) {
  let current: UseAttachmentsResult
  function Composer() {
    const result = useAttachments(options)
    useEffect(() => {
      current = result
    })
    return result.attachments.map(({ id, file: given, problem }) => (
      <li key={id}>{`${(given as File).name} ${problem?.reason ?? 'ok'}`}</li>
    ))
  }
  const { container, unmount } = await render(
    <StrictMode>
      <Composer />
    </StrictMode>,
  )
  const shown = () => [...container.querySelectorAll('li')].map(({ textContent }) => textContent)
  return { hook: () => current, shown, unmount }
}

const png = (name: string) => file(name, 'image/png')

describe('attachments', () => {
  it('come from inputs, pastes and drops', async () => {
    const { hook, shown } = await mount()
    const transfer = new DataTransfer()
    transfer.items.add(png('a'))
    hook().add(transfer)
    hook().add(transfer.files)
    hook().add([png('b')])
    hook().add(null)
    await expect.poll(shown).toEqual(['a ok', 'a ok', 'b ok'])
  })

  it('say what is wrong with each of them, and send the others', async () => {
    const { hook, shown } = await mount({ maxFiles: 2 })
    hook().add([png('a'), file('b', 'image/png', 'no'), file('c', 'application/zip', 'PK\x03\x04'), png('d'), png('e')])
    await expect.poll(shown).toEqual(['a ok', 'b type', 'c type', 'd ok', 'e too-many'])
    expect((await hook().toParts()).map(({ filename }) => filename)).toEqual(['a', 'd'])
  })

  it('make room for others when they are removed', async () => {
    const { hook, shown } = await mount({ maxFiles: 1 })
    hook().add([png('a'), png('b')])
    await expect.poll(shown).toEqual(['a ok', 'b too-many'])
    hook().remove(hook().attachments[0]!.id)
    await expect.poll(shown).toEqual(['b ok'])
  })

  it('have previews if they are pictures, as long as they are there', async () => {
    const { hook, shown, unmount } = await mount()
    hook().add([png('a'), png('b'), png('c'), file('d', 'text/plain', 'd')])
    await expect.poll(shown).toHaveLength(4)
    const previews = hook().attachments.map(({ previewUrl }) => previewUrl)
    expect([...urls, undefined]).toEqual(previews)
    hook().remove(hook().attachments[1]!.id)
    expect([...urls]).toEqual([previews[0], previews[2]])
    await unmount()
    expect(urls.size).toBe(0)
  })

  it('are all gone when they are cleared', async () => {
    const { hook, shown } = await mount()
    hook().add([png('a'), png('b')])
    await expect.poll(shown).toHaveLength(2)
    hook().clear()
    await expect.poll(shown).toEqual([])
    expect(urls.size).toBe(0)
  })

  it('say while they are uploaded, also if that fails', async () => {
    let fail: (error: Error) => void = () => {}
    const upload = () =>
      new Promise<string>((_, reject) => {
        fail = reject
      })
    const { hook, shown } = await mount({ upload })
    hook().add([png('a')])
    await expect.poll(shown).toEqual(['a ok'])
    expect(hook().isUploading).toBe(false)
    const failed = expect(hook().toParts()).rejects.toMatchObject({ code: 'network' })
    await expect.poll(() => hook().isUploading).toBe(true)
    fail(new Error('no'))
    await failed
    await expect.poll(() => hook().isUploading).toBe(false)
  })
})
