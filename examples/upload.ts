import assert from 'node:assert/strict'
import { newId } from '@sluice/core'
import { type AttachmentOptions, attachmentProblem, toFileParts } from '@sluice/react'

// The server: app/api/files/route.ts. In an app it also asks who calls, and keeps the file for as long as the chat lives.
const kept = new Map<string, File>()
async function POST(request: Request): Promise<Response> {
  const file = (await request.formData()).get('file')
  if (!(file instanceof File) || file.size > 20_000_000) return new Response(null, { status: 400 })
  const id = newId()
  kept.set(id, file)
  // Where the provider can fetch it; an address that nobody can guess.
  return Response.json({ url: `https://files.example.com/${id}` })
}

// The page. What `useChat` takes as `attachments`.
const attachments: AttachmentOptions = {
  accept: 'image/*,application/pdf',
  async upload(file, { signal }) {
    const body = new FormData()
    body.append('file', file)
    const response = await toRoute('/api/files', { method: 'POST', body, signal })
    if (!response.ok) throw new Error(`The upload failed (${response.status}).`)
    const { url } = (await response.json()) as { url: string }
    return url
  },
}

// The way to the server of this example.
function toRoute(path: string, init: RequestInit): Promise<Response> {
  return POST(new Request(new URL(path, 'http://localhost'), init))
}

const beginningOfPng = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])
const [part] = await toFileParts([new File([beginningOfPng], 'map.png', { type: 'image/png' })], attachments)
assert.equal(kept.size, 1)
console.log(part)

// A file that is not what it says. Nothing is uploaded.
const error = await toFileParts([new File(['<html>'], 'trip.png', { type: 'image/png' })], attachments).catch(
  (thrown) => thrown,
)
assert.equal(kept.size, 1)
console.log(error.message, attachmentProblem(error))
