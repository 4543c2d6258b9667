/** A number of bytes, as people say it. */
export function bytesInWords(bytes: number): string {
  const mebibytes = bytes / 1_048_576
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MB` : `${Math.max(1, Math.round(bytes / 1_024))} KB`
}
