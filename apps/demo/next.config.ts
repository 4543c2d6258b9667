import { join } from 'node:path'
import type { NextConfig } from 'next'

const workspace = join(import.meta.dirname, '../..')

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: workspace },
  // The simulated provider quotes the documentation, which lies outside the app.
  outputFileTracingRoot: workspace,
  outputFileTracingIncludes: { '/api/chat/[[...path]]': ['../../docs/**/*.md', '../../README*.md'] },
}

export default config
