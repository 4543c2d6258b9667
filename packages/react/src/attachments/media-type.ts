/** How files of some types begin, in base64. */
const beginnings = [
  [/^iVBORw0KGgo/, 'image/png'],
  [/^\/9j\//, 'image/jpeg'],
  [/^R0lGOD/, 'image/gif'],
  [/^UklGR.{6}XRUJQ/, 'image/webp'],
  [/^JVBERi0/, 'application/pdf'],
] as const

const unknown = 'application/octet-stream'

/** The type of a file that begins with `head` in base64 and is said to be `said`: not believed of pictures. */
export function mediaTypeOf(head: string, said: string): string {
  for (const [beginning, type] of beginnings) if (beginning.test(head)) return type
  const [type = ''] = said.toLowerCase().split(';')
  if (/^image\/(png|jpe?g|gif|webp)$/.test(type)) return unknown
  // Most files without a type are texts whose ending the system does not know.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no text has
  return type || (/[\0-\x08]/.test(atob(head)) ? unknown : 'text/plain')
}

/** Whether rules as of an input's `accept` let the file pass. SVG has to be named: to models it is no picture. */
export function isAccepted(rules: string | readonly string[], type: string, filename = ''): boolean {
  const names = [type, filename.toLowerCase().replace(/^.*(?=\.)/s, '')]
  if (type !== 'image/svg+xml') names.push(type.replace(/\/.*/, '/*'), '*/*')
  return `${rules}`.split(',').some((rule) => names.includes(rule.trim().toLowerCase()))
}
