import { compatibleVendor } from './compatible-vendor.ts'

/**
 * A model that Ollama runs on this machine. It needs no key.
 *
 * @throws TypeError for an unknown region, an address that cannot be used, or one that may not have the key.
 */
export const ollama: ReturnType<typeof compatibleVendor<'local'>> = /* @__PURE__ */ compatibleVendor({
  provider: 'ollama',
  regions: { local: 'http://localhost:11434/v1' },
})
