// What a call is

export type { Clock } from './chat/clock.ts'
export { sleep, systemClock } from './chat/clock.ts'
export type { GenerateOptions } from './chat/collect.ts'
export { collect, generate } from './chat/collect.ts'
// Wiring by hand
export { compose } from './chat/compose.ts'
export type { ChatErrorCode, ChatErrorOptions } from './chat/errors.ts'
export { ChatError, chatErrorCodes, isChatError, toChatError, withDetails } from './chat/errors.ts'
export type {
  CallFigures,
  ChatEvent,
  FinishEvent,
  FinishReason,
  NoticeEvent,
  ReasoningDeltaEvent,
  ResetEvent,
  SourceEvent,
  StartEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
  ToolCallEvent,
  ToolCallStartEvent,
  Usage,
  UsageEvent,
} from './chat/event.ts'
export { isContent } from './chat/event.ts'
export type {
  CallContext,
  CallContextInit,
  CallEnded,
  Caller,
  CallOutcome,
  CallStarted,
  Handler,
  Observation,
  Observer,
  Policy,
} from './chat/handler.ts'
export { createCallContext } from './chat/handler.ts'
export { newId } from './chat/id.ts'
export type { Logger } from './chat/logger.ts'
export { consoleLogger, redacting } from './chat/logger.ts'
export { refuse } from './chat/refuse.ts'
export type {
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  FilePart,
  JsonObject,
  JsonValue,
  ReasoningPart,
  ResponseFormat,
  SystemMessage,
  TextPart,
  ToolCallPart,
  ToolDefinition,
  ToolMessage,
  UserMessage,
} from './chat/request.ts'
// Asking
export type { ChatResult, PartialAnswer } from './chat/result.ts'
export type { Interceptor, Watcher } from './chat/tap.ts'
export { intercept, tap } from './chat/tap.ts'
export { untilAborted } from './chat/until-aborted.ts'
export type { MeterOptions } from './meter/meter.ts'
export { meter } from './meter/meter.ts'
export type { Pipeline, PipelineOptions, PipelineSnapshot } from './pipeline.ts'
export { createPipeline } from './pipeline.ts'
// Providers
export type { Authorize, ProviderRequest } from './providers/authorize.ts'
export type { Fetch } from './providers/http.ts'
export type { OpenAIChatOptions } from './providers/openai-chat.ts'
export { openaiChat } from './providers/openai-chat.ts'
// The whole
export type { TargetActivity } from './route/select.ts'
export type { Target } from './route/target.ts'
// Streams of server-sent events
export type { SseDecoderOptions, SseEvent } from './stream/sse-decoder.ts'
export { decodeSse, mapSse } from './stream/sse-decoder.ts'
export { encodeSse, sseDone, sseHeartbeat } from './stream/sse-encoder.ts'
// Counting
export type { EstimateOptions, TokenEstimate } from './tokens/estimate.ts'
export { estimateInputTokens, estimateTokens } from './tokens/estimate.ts'
export type { TokenizerFamily } from './tokens/families.ts'
export { tokenizerFamily } from './tokens/families.ts'
export type { TokenCounter } from './tokens/token-counter.ts'
export { createTokenCounter } from './tokens/token-counter.ts'
