/** The first bytes of files, as strings of bytes. */
export const beginnings = {
  png: '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
  jpeg: '\xff\xd8\xff\xe0\0\x10JFIF',
  gif: 'GIF89a\x01\0\x01\0',
  webp: 'RIFF\x24\0\0\0WEBPVP8 ',
  pdf: '%PDF-1.7\n%\xe2\xe3\xcf\xd3',
} as const

/** A file of the given bytes. */
export function file(name: string, type: string, bytes: string = beginnings.png): File {
  return new File([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], name, { type })
}
