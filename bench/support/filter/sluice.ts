import {
  blocklist,
  createFilter,
  deserializeFilter,
  type Filter,
  personalData,
  secrets,
  serializeFilter,
  urlPolicy,
} from '@sluice/core'
import { traditional } from '@sluice/core/traditional'
import type { Candidate, Matcher } from './candidate.ts'

let serialized = new Uint8Array()

export const candidates: Record<string, Candidate> = {
  sluice: { build: (terms) => sluice(createFilter({ rules: [blocklist(terms)] })) },
  'sluice, exact': {
    build: (terms) => sluice(createFilter({ rules: [blocklist(terms)], normalize: { skip: false } })),
  },
  'sluice, all options': {
    build(terms) {
      const normalize = { variants: [traditional], leet: true, repeats: true, inserted: true }
      return sluice(createFilter({ rules: [blocklist(terms)], normalize }))
    },
  },
  'sluice, detectors': {
    build(terms) {
      const addresses = urlPolicy({ allow: ['example.com'] })
      return sluice(createFilter({ rules: [blocklist(terms), ...secrets(), ...personalData(), addresses] }))
    },
  },
  'sluice, serialized': {
    prepare(terms) {
      serialized = new Uint8Array(serializeFilter(createFilter({ rules: [blocklist(terms)] })))
    },
    build: () => sluice(deserializeFilter(serialized, { rules: [blocklist([])] })),
  },
}

function sluice(filter: Filter): Matcher {
  return {
    scan: (text) => filter.scan(text).hits.length,
    redact: (text) => filter.scan(text).text,
    stream(deltas, emit) {
      const stream = filter.stream()
      for (const delta of deltas) emit(stream.push(delta), stream.held())
      emit(stream.flush())
    },
  }
}
