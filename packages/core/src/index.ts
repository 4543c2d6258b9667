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
export type { RateHint, RateWindow } from './chat/rate-hint.ts'
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
export type { AnthropicOptions } from './providers/anthropic.ts'
export { anthropicMessages } from './providers/anthropic.ts'
// Providers
export type { Authorize, ProviderRequest, Refusal } from './providers/authorize.ts'
export type { BaiduV1Options } from './providers/baidu-v1.ts'
export { baiduV1 } from './providers/baidu-v1.ts'
export type { OpenAICompletionsOptions } from './providers/completions.ts'
export { openaiCompletions } from './providers/completions.ts'
export type { ChatDialect } from './providers/dialects/chat-dialect.ts'
export { dashscopeDialect } from './providers/dialects/dashscope.ts'
export { deepseekDialect } from './providers/dialects/deepseek.ts'
export { moonshotDialect } from './providers/dialects/moonshot.ts'
export { qianfanDialect } from './providers/dialects/qianfan.ts'
export { zhipuDialect } from './providers/dialects/zhipu.ts'
export type { ErrorTable } from './providers/failure.ts'
export type { Fetch } from './providers/http.ts'
export { readText } from './providers/http.ts'
export type { OpenAIChatOptions } from './providers/openai-chat.ts'
export { openaiChat } from './providers/openai-chat.ts'
export type { OpenAIResponsesOptions } from './providers/responses.ts'
export { openaiResponses } from './providers/responses.ts'
export type { WireOptions } from './providers/wire.ts'
// The whole
export type { Lane, LaneActivity } from './route/lane.ts'
export type { Lanes, LanesOptions } from './route/lanes.ts'
export { createLanes } from './route/lanes.ts'
export type { TargetActivity } from './route/select.ts'
export type { Target } from './route/target.ts'
// Stores
export type { KeyValueStore } from './store/key-value-store.ts'
export type { MemoryKeyValueStoreOptions } from './store/memory-key-value-store.ts'
export { createMemoryKeyValueStore } from './store/memory-key-value-store.ts'
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
