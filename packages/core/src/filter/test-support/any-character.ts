import fc from 'fast-check'

/** Any character but halves of some: what the unit `binary` of fast-check is, which takes half a second to be made. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800))
