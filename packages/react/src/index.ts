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
  ProviderMetadata,
  ProviderReference,
  ReasoningFileUIPart,
  ReasoningUIPart,
  SluiceMetadata,
  SourceDocumentUIPart,
  SourceUrlUIPart,
  StandardSchema,
  SteeringMessageUIPart,
  StepStartUIPart,
  TextUIPart,
  ToolOutputErrorUIPart,
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
  isCustomContentUIPart,
  isDataUIPart,
  isDynamicToolUIPart,
  isFileUIPart,
  isReasoningFileUIPart,
  isReasoningUIPart,
  isStaticToolUIPart,
  isTextUIPart,
  isToolOutputErrorUIPart,
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from '@sluice/core/ui'
// Files of messages
export type { AttachmentProblem } from './attachments/attachment-problem.ts'
export { attachmentProblem } from './attachments/attachment-problem.ts'
export type { AttachmentOptions, UploadedFile, UploadOptions } from './attachments/to-file-parts.ts'
export { toFileParts } from './attachments/to-file-parts.ts'
export type { Attachment, UseAttachmentsResult } from './attachments/use-attachments.ts'
export { useAttachments } from './attachments/use-attachments.ts'
export type { ChatInit } from './chat.ts'
export { Chat } from './chat.ts'
export type { ChatQuery } from './render/find-chat.ts'
// How it is shown
export type { MarkdownBlock } from './render/markdown-blocks.ts'
export { splitBlocks } from './render/markdown-blocks.ts'
export type { MessageFacts } from './render/message-facts.ts'
export { messageFacts } from './render/message-facts.ts'
export type { UseMessageTextOptions } from './render/use-message.ts'
export { useMessage, useMessageBlocks, useMessageIds, useMessageText } from './render/use-message.ts'
export type { UseMessageOptions } from './render/use-shown.ts'
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
export { clearStorage } from './storage/clear-storage.ts'
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
  CreateUIMessage,
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
// What it costs
export type { UsageBudget } from './usage/usage-budget.ts'
export type { UsageSettings, UsageState } from './usage/usage-store.ts'
export type { UseUsageOptions, UseUsageResult } from './usage/use-usage.ts'
export { useUsage } from './usage/use-usage.ts'
export type { UseChatHelpers, UseChatOptions, UseChatResult } from './use-chat.ts'
export { useChat } from './use-chat.ts'
