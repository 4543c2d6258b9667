import type { UIMessage } from '@sluice/core/ui'
import * as z from 'zod'
import { messageList, messageListShape } from '../messages/message-list.ts'
import type { MessageSchemas } from '../messages/message-schemas.ts'
import { parse } from '../messages/parse.ts'
import { nameShape } from '../messages/part-shapes.ts'
import { plainData } from '../messages/plain-data.ts'
import { typedMessages } from '../messages/typed-messages.ts'

/** What a chat client posts. Fields that are not named here are the application's own. */
export interface ChatBody<Message = UIMessage<unknown>> {
  /** The chat's id. */
  id?: string | undefined
  messages: Message[]
  trigger?: 'submit-message' | 'regenerate-message' | undefined
  /** The message that is edited or answered anew. */
  messageId?: string | undefined
  /** The name of the target to ask. */
  model?: string | undefined
  [field: string]: unknown
}

const envelope = z.looseObject({
  id: z.string().max(256).optional(),
  messages: messageListShape.min(1),
  trigger: z.enum(['submit-message', 'regenerate-message']).optional(),
  messageId: z.string().max(256).optional(),
  model: nameShape.optional(),
})

/**
 * Parses what a chat client posted. Fields and kinds of parts that are not known stay as they are.
 *
 * @throws ChatError `bad-request` naming the first field that is wrong.
 */
export async function parseChatBody(json: unknown, schemas?: MessageSchemas): Promise<ChatBody> {
  const { messages: list, ...rest } = parse(envelope, json, 'body')
  const messages = messageList(list, 'body.messages')
  const typed = schemas === undefined ? messages : await typedMessages(messages, schemas, 'body.messages')
  return { ...plainData(rest, 'body'), messages: typed }
}
