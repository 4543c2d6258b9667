import { conversation } from '../../support/page/texts.ts'

/** The conversation that is stored already: 200 messages, 300 KB of text. */
export const said = conversation(200, 2_900)
