// Hooks

// What messages and errors are
export type { ChatErrorCode } from '@sluice/core'
export { ChatError, isChatError } from '@sluice/core'
export type {
  DataUIPart,
  DynamicToolUIPart,
  FileUIPart,
  MessageMetadata,
  ReasoningUIPart,
  SluiceMetadata,
  SourceDocumentUIPart,
  SourceUrlUIPart,
  StepStartUIPart,
  TextUIPart,
  ToolUIPart,
  UIMessage,
  UIMessageChunk,
  UIPart,
} from '@sluice/core/ui'
export { getToolName, isToolUIPart } from '@sluice/core/ui'
// Where it is kept
export type {
  ChatStorage,
  StorageState,
  StoredMessage,
  StoredThread,
  ThreadChange,
} from './storage/chat-storage.ts'
export type { IndexedDbStorageOptions } from './storage/indexed-db-storage.ts'
export { indexedDbStorage } from './storage/indexed-db-storage.ts'
// The conversation behind the hook
export type {
  AnswerEnding,
  ChatNotice,
  ChatSettings,
  ChatState,
  ChatStatus,
  ChatStoreOptions,
  NewMessage,
  RequestOptions,
} from './store/chat-options.ts'
export type { ChatStore } from './store/chat-store.ts'
export { createChatStore } from './store/chat-store.ts'
export type { MessageNode } from './store/message-tree.ts'
export { threadQueryKey } from './store/query-mirror.ts'
// How it reaches a server
export type { ChatTransport, ChunkStream, ForeignTransport, SendMessagesOptions } from './transport/chat-transport.ts'
export type { HttpTransportOptions, Resolvable } from './transport/http-transport.ts'
export { httpTransport } from './transport/http-transport.ts'
export type { UseChatOptions, UseChatResult } from './use-chat.ts'
export { useChat } from './use-chat.ts'
