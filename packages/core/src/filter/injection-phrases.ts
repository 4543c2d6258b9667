import type { InjectionWord } from './injection-words.ts'

/** What an attempt to give a model other orders may look like. */
export type InjectionSignalId =
  | 'override-instructions'
  | 'new-instructions'
  | 'reveal-instructions'
  | 'role-play'
  | 'no-refusal'
  | 'conceal'
  | 'address-model'
  | 'exfiltration'
  | 'encoded-orders'
  | 'template-token'
  | 'role-marker'

export interface InjectionPhrase {
  readonly id: InjectionSignalId
  /** How much it says by itself, from 0 to 1. */
  readonly weight: number
  /** The kinds of words that follow the first, in the same sentence and not far from each other. */
  readonly then: readonly (readonly InjectionWord[])[]
}

/** What makes an attempt, by its first word. Of those that begin with a word the first counts. */
export const injectionPhrases: Readonly<Partial<Record<InjectionWord, readonly InjectionPhrase[]>>> = {
  drop: [
    phrase('override-instructions', 0.75, ['prior', 'yours'], ['orders', 'system']),
    phrase('override-instructions', 0.75, ['orders'], ['prior']),
    phrase('override-instructions', 0.7, ['system']),
    phrase('override-instructions', 0.4, ['all'], ['orders']),
    phrase('override-instructions', 0.4, ['text']),
    phrase('no-refusal', 0.5, ['safety']),
  ],
  prior: [
    phrase('override-instructions', 0.65, ['orders'], ['void']),
    phrase('reveal-instructions', 0.5, ['orders', 'system'], ['tell']),
  ],
  yours: [
    phrase('reveal-instructions', 0.55, ['system'], ['tell', 'what']),
    phrase('reveal-instructions', 0.5, ['orders'], ['tell', 'what']),
  ],
  reveal: [
    phrase('reveal-instructions', 0.6, ['yours'], ['system']),
    phrase('reveal-instructions', 0.5, ['yours', 'prior'], ['orders']),
    phrase('reveal-instructions', 0.5, ['text'], ['verbatim']),
    phrase('reveal-instructions', 0.35, ['theirs']),
  ],
  tell: [
    phrase('reveal-instructions', 0.6, ['yours'], ['system']),
    phrase('reveal-instructions', 0.5, ['yours', 'prior'], ['orders']),
  ],
  theirs: [phrase('reveal-instructions', 0.35, ['tell'])],
  system: [phrase('reveal-instructions', 0.5, ['verbatim'])],
  text: [phrase('reveal-instructions', 0.5, ['verbatim'], ['tell'])],
  role: [phrase('role-play', 0.6, ['unbound', 'willing'])],
  persona: [phrase('role-play', 0.6)],
  willing: [phrase('no-refusal', 0.4)],
  disable: [phrase('no-refusal', 0.5, ['yours'], ['safety', 'orders'])],
  conceal: [phrase('conceal', 0.5)],
  address: [phrase('address-model', 0.45)],
  send: [phrase('exfiltration', 0.45, ['secret', 'system'], ['place'])],
  secret: [phrase('exfiltration', 0.45, ['send'], ['place'])],
  decode: [phrase('encoded-orders', 0.55, ['obey'])],
  fresh: [phrase('new-instructions', 0.5)],
  authority: [phrase('new-instructions', 0.3)],
}

function phrase(id: InjectionSignalId, weight: number, ...then: readonly InjectionWord[][]): InjectionPhrase {
  return { id, weight, then }
}
