// Hooks

// What messages and errors are
export type { ChatErrorCode } from '@sluice/core'
export { ChatError, isChatError } from '@sluice/core'
export type {
  Citation,
  CustomContentUIPart,
  DataUIPart,
  DynamicToolUIPart,
  FileUIPart,
  InferUIMessage,
  InferUIMessageData,
  InferUIMessageMetadata,
  InferUIMessagePart,
  InferUIMessageToolCall,
  InferUIMessageTools,
  InferUITool,
  InferUITools,
  MessageMetadata,
  ReasoningFileUIPart,
  ReasoningUIPart,
  SluiceMetadata,
  SourceDocumentUIPart,
  SourceUrlUIPart,
  StandardSchema,
  SteeringMessageUIPart,
  StepStartUIPart,
  TextUIPart,
  ToolUIPart,
  UIDataTypes,
  UIMessage,
  UIMessageChunk,
  UIMessagePart,
  UIPart,
  UITool,
  UIToolInvocation,
  UITools,
} from '@sluice/core/ui'
export {
  getStaticToolName,
  getToolName,
  isDataUIPart,
  isDynamicToolUIPart,
  isFileUIPart,
  isReasoningUIPart,
  isStaticToolUIPart,
  isTextUIPart,
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from '@sluice/core/ui'
export type { ChatInit } from './chat.ts'
export { Chat } from './chat.ts'
// Where it is kept
export type {
  ChatStorage,
  RunBase,
  StorageFailure,
  StorageNews,
  StorageState,
  StoredMessage,
  StoredRun,
  StoredThread,
  ThreadChange,
} from './storage/chat-storage.ts'
export type { IndexedDbStorageOptions } from './storage/indexed-db-storage.ts'
export { indexedDbStorage } from './storage/indexed-db-storage.ts'
// The conversation behind the hook
export type {
  AnswerEnding,
  ApprovalResponse,
  Branch,
  ChatNotice,
  ChatSettings,
  ChatState,
  ChatStatus,
  ChatStoreOptions,
  GivenFiles,
  NewMessage,
  QueuedMessage,
  RequestOptions,
  ToolOutput,
} from './store/chat-options.ts'
export type { ChatStore } from './store/chat-store.ts'
export { createChatStore } from './store/chat-store.ts'
export type { MessageNode } from './store/message-tree.ts'
export { threadQueryKey } from './store/query-mirror.ts'
// How it reaches a server
export type {
  ChatTransport,
  ChunkBatches,
  ChunkStream,
  ForeignTransport,
  ReconnectOptions,
  SendMessagesOptions,
  StopRunOptions,
} from './transport/chat-transport.ts'
export type { DefaultChatTransportOptions } from './transport/default-chat-transport.ts'
export { DefaultChatTransport } from './transport/default-chat-transport.ts'
export type {
  DirectChatTransportOptions,
  DirectContext,
  DirectRequest,
  DirectSend,
} from './transport/direct-chat-transport.ts'
export { DirectChatTransport } from './transport/direct-chat-transport.ts'
export type { HttpTransport, HttpTransportOptions, Resolvable } from './transport/http-transport.ts'
export { httpTransport } from './transport/http-transport.ts'
export type {
  PreparedPost,
  PreparedRequest,
  PrepareReconnectToStreamRequest,
  PrepareSendMessagesRequest,
  RequestDraft,
} from './transport/http-transport-options.ts'
export { TextStreamChatTransport } from './transport/text-stream-chat-transport.ts'
export type { UseChatOptions, UseChatResult } from './use-chat.ts'
export { useChat } from './use-chat.ts'
