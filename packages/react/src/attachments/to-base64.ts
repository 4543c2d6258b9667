// As many bytes as can be arguments of one call, and a multiple of three, so that the pieces join.
const pieceBytes = 24_576

/** What a file holds, in base64. Rejects if it cannot be read. */
export async function toBase64(file: Blob): Promise<string> {
  // React Native has this and no `arrayBuffer`, Node the other.
  if (typeof FileReader === 'function') return read(file)
  const bytes = new Uint8Array(await file.arrayBuffer())
  let base64 = ''
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    base64 += btoa(String.fromCharCode(...bytes.subarray(at, at + pieceBytes)))
  }
  return base64
}

function read(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const url = String(reader.result)
      // The type before it may have commas, too.
      resolve(url.slice(url.lastIndexOf(',') + 1))
    }
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
