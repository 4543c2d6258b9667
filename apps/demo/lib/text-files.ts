/** The text files in what a model is told, as core writes them out, and what is left without them. */
export function textFilesIn(prompt: string): { files: { name: string; text: string }[]; rest: string } {
  const written = /<file name="([^"]*)">\n([\s\S]*?)\n<\/file>\n/g
  const files = [...prompt.matchAll(written)].map(([, name = '', text = '']) => ({ name, text }))
  return { files, rest: prompt.replace(written, '') }
}
