import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface BundleSize {
  readonly minified: number
  readonly gzip: number
}

/** What names of an entry weigh, with all they need: esbuild, minified, ES2022, gzip at its best. In bytes. */
export async function bundleSize(names: string, entry = '@sluice/core'): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from '${entry}'`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return { minified: code.byteLength, gzip: gzipSync(code, { level: 9 }).byteLength }
}
