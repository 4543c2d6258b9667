export type { ChunkEncoder } from './chunk-encoder.ts'
export { createChunkEncoder } from './chunk-encoder.ts'
export { continuableParts } from './continuable-parts.ts'
export type {
  InferUIMessage,
  InferUIMessageData,
  InferUIMessageMetadata,
  InferUIMessagePart,
  InferUIMessageToolCall,
  InferUIMessageTools,
} from './infer-ui-message.ts'
export type { InferUITool, InferUITools } from './infer-ui-tool.ts'
export {
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from './last-assistant-message.ts'
export type { MessageBuilder, MessageBuilderOptions } from './message-builder.ts'
export { createMessageBuilder } from './message-builder.ts'
export type { ProviderMetadata } from './provider-metadata.ts'
export type { InferSchema, StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './standard-schema.ts'
export { toChatMessages } from './to-chat-messages.ts'
export type { ApprovalAnswer, ToolOutput } from './tool-results.ts'
export { withApprovalResponse, withToolOutput } from './tool-results.ts'
export type { ErrorUIChunk, UIFinishReason, UIMessageChunk } from './ui-chunk.ts'
export { uiStreamHeader, uiStreamVersion } from './ui-chunk.ts'
export type {
  Citation,
  CustomContentUIPart,
  DataUIPart,
  FileUIPart,
  MessageMetadata,
  ProviderReference,
  ReasoningFileUIPart,
  ReasoningUIPart,
  SluiceMetadata,
  SourceDocumentUIPart,
  SourceUrlUIPart,
  SteeringMessageUIPart,
  StepStartUIPart,
  TextUIPart,
  UIDataTypes,
  UIMessage,
  UIMessagePart,
  UIPart,
} from './ui-message.ts'
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
} from './ui-part-guards.ts'
export type {
  DynamicToolUIPart,
  ToolOutputErrorUIPart,
  ToolUIPart,
  UITool,
  UIToolInvocation,
  UITools,
} from './ui-tool-part.ts'
export type { WireError } from './wire-error.ts'
export { fromWireError, toWireError } from './wire-error.ts'
