import { type ChatError, isChatError } from '@sluice/core'
import { checkedSchemas } from './checked-schemas.ts'
import { messageList, messageListShape } from './message-list.ts'
import type { MessageSchemas, UIMessageOf } from './message-schemas.ts'
import { parse } from './parse.ts'
import { repaired } from './repair.ts'
import { typedMessages } from './typed-messages.ts'

/** Besides the schemas of what messages hold: how a history is read. */
export interface ValidateMessagesOptions extends MessageSchemas {
  /** Refuses types of parts that this version does not know. @default they are kept */
  strict?: boolean | undefined
  /**
   * For a history that nobody is writing at the moment: closes what a process that died has left open, and demotes what
   * does not fit the schemas, so that the conversation can go on.
   *
   * @default false
   */
  repair?: boolean | undefined
}

/** A history that can be relied on, or what is wrong with it. */
export type ValidatedMessages<Message> =
  | { readonly success: true; readonly data: Message[] }
  | { readonly success: false; readonly error: ChatError }

/**
 * The messages of a conversation that comes from outside, such as a database, as what their type says they are.
 *
 * @throws ChatError `bad-request` naming what is wrong, such as `messages[3].parts[1].text`; TypeError for what is no schema.
 */
export async function validateMessages<Schemas extends ValidateMessagesOptions>(
  list: unknown,
  options?: Schemas,
): Promise<UIMessageOf<Schemas>[]> {
  const { strict, repair = false, ...given }: ValidateMessagesOptions = options ?? {}
  const schemas = checkedSchemas(given, 'validateMessages')
  const messages = messageList(parse(messageListShape, list, 'messages'), 'messages', { isStrict: strict })
  const typed = repair
    ? await typedMessages(repaired(messages), { ...schemas, misfits: 'demote' }, 'messages')
    : await typedMessages(messages, schemas, 'messages')
  // The schemas gave what these types say; no compiler could follow that.
  return typed as UIMessageOf<Schemas>[]
}

/** As {@link validateMessages}, for those who would rather look than catch. What is no fault of the list is thrown still. */
export async function safeValidateMessages<Schemas extends ValidateMessagesOptions>(
  list: unknown,
  options?: Schemas,
): Promise<ValidatedMessages<UIMessageOf<Schemas>>> {
  try {
    return { success: true, data: await validateMessages(list, options) }
  } catch (thrown) {
    if (!isChatError(thrown)) throw thrown
    return { success: false, error: thrown }
  }
}
