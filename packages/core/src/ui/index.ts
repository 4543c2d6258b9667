export type { ChunkEncoder } from './chunk-encoder.ts'
export { createChunkEncoder } from './chunk-encoder.ts'
export type { MessageBuilder } from './message-builder.ts'
export { createMessageBuilder, isToolPart } from './message-builder.ts'
export type { InferSchema, StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './standard-schema.ts'
export { toChatMessages, toolName } from './to-chat-messages.ts'
export type { ErrorUIChunk, UIFinishReason, UIMessageChunk } from './ui-chunk.ts'
export { uiStreamHeader, uiStreamVersion } from './ui-chunk.ts'
export type {
  DataUIPart,
  DynamicToolUIPart,
  FileUIPart,
  MessageMetadata,
  ProviderMetadata,
  ReasoningUIPart,
  SluiceMetadata,
  SourceDocumentUIPart,
  SourceUrlUIPart,
  StepStartUIPart,
  TextUIPart,
  ToolUIPart,
  UIMessage,
  UIPart,
} from './ui-message.ts'
export type { WireError } from './wire-error.ts'
export { fromWireError, toWireError } from './wire-error.ts'
