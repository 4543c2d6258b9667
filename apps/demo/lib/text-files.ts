import type { ChatMessage, ChatRequest } from '@sluice/core'

/** The request with its text files written out, for models that take pictures at most. */
export function withTextFiles(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message): ChatMessage => {
    if (message.role !== 'user' || typeof message.content === 'string') return message
    const content = message.content.map((part) => {
      if (part.type !== 'file') return part
      const text = textIn(part.url, part.mediaType)
      return text === undefined ? part : { type: 'text' as const, text: written(part.filename ?? 'file', text) }
    })
    return { ...message, content }
  })
  return { ...request, messages }
}

/** The files in what a model is told, and what is left without them. */
export function textFilesIn(prompt: string): { files: { name: string; text: string }[]; rest: string } {
  const files = [...prompt.matchAll(/<file name="([^"]*)">\n([\s\S]*?)\n<\/file>\n/g)].map(
    ([, name = '', text = '']) => ({ name, text }),
  )
  return { files, rest: prompt.replace(/<file name="[^"]*">\n[\s\S]*?\n<\/file>\n/g, '') }
}

function written(name: string, text: string): string {
  return `<file name="${name.replaceAll('"', "'")}">\n${text}\n</file>\n`
}

function textIn(url: string, mediaType: string): string | undefined {
  if (!/^(text\/|application\/json$)/.test(mediaType)) return undefined
  const base64 = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1]
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString()
}
