import { conversation } from '../../support/page/texts.ts'

/** The conversation that every page begins with. */
export const said = conversation(60, 900)

/** The same as messages of parts, as AI SDK and Sluice have them. */
export const messages = said.map(({ id, role, text }) => ({ id, role, parts: [{ type: 'text' as const, text }] }))
