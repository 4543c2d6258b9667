import { ChatError } from '../chat/errors.ts'

// Far more than any tool is called with.
const mostCharacters = 4 * 1_048_576

/**
 * Makes a function that every piece goes through of what one reply has us put together: nothing a provider sends may
 * fill our memory.
 *
 * @throws ChatError `server` once there is more than 4 Mi characters of it.
 */
export function createPieceLimit(): (piece: string) => string {
  let characters = 0
  return (piece) => {
    characters += piece.length
    if (characters > mostCharacters) throw new ChatError('server', 'The provider sent more than can be accepted.')
    return piece
  }
}
