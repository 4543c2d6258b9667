// What a call is

// Resilience
export type { Breaker, BreakerPermit } from './breaker/breaker.ts'
export { createBreaker } from './breaker/breaker.ts'
export type { BreakerOptions, BreakerRatio } from './breaker/breaker-options.ts'
export type { BreakerChange, BreakerPosition, BreakerSnapshot, BreakerState } from './breaker/breaker-state.ts'
export type { Budget } from './budget/budget-rule.ts'
export type { CalendarUnit } from './budget/calendar.ts'
export type { BudgetState, CallerUsage } from './budget/caller-usage.ts'
export { askToGoOn } from './chat/ask-to-go-on.ts'
export type { Clock } from './chat/clock.ts'
export { sleep, systemClock } from './chat/clock.ts'
export type { GenerateOptions } from './chat/collect.ts'
export { collect, generate } from './chat/collect.ts'
// Wiring by hand
export { compose } from './chat/compose.ts'
export type { Cost, Currency } from './chat/cost.ts'
export { fromNanos, toNanos } from './chat/decimal.ts'
export type { AttemptBilling, BudgetThreshold, ContentFiltered, Decision } from './chat/decision.ts'
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
export type { RateHint, RateLimit, RateWindow } from './chat/rate-hint.ts'
export { refuse } from './chat/refuse.ts'
export type {
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  FilePart,
  JsonObject,
  JsonValue,
  PromptCache,
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
export { tokenFields } from './chat/token-fields.ts'
export { untilAborted } from './chat/until-aborted.ts'
export type { ClocksOptions, TimeoutCause } from './clocks/clocks.ts'
export { clocks } from './clocks/clocks.ts'
export type { DeadlineOptions } from './clocks/deadline.ts'
export { deadline } from './clocks/deadline.ts'
// Filters
export type { ApiKeyLeaksOptions } from './filter/api-key-leaks.ts'
export { apiKeyLeaks } from './filter/api-key-leaks.ts'
export { bankCards } from './filter/bank-cards.ts'
export type { BlocklistOptions } from './filter/blocklist.ts'
export { blocklist } from './filter/blocklist.ts'
export type { Canary, CanaryOptions } from './filter/canary.ts'
export { createCanary } from './filter/canary.ts'
export type { TextPlace } from './filter/change-texts.ts'
export { createFilter } from './filter/create-filter.ts'
export type { Cut as FilterCut, Edit as FilterEdit } from './filter/cut.ts'
export type { Detector, SettledRun, Span as DetectorSpan } from './filter/detector.ts'
export type { DetectorRuleOptions } from './filter/detector-rule.ts'
export { emails } from './filter/emails.ts'
export type { FilterHit } from './filter/filter-hit.ts'
export type { FilterPolicyOptions } from './filter/filter-policy.ts'
export { filter } from './filter/filter-policy.ts'
export type { FilterAction, FilterChannel, FilterRule } from './filter/filter-rule.ts'
export type {
  Filter,
  FilterOptions,
  FilterResult,
  FilterScanner,
  FilterStream,
  FilterStreamOptions,
} from './filter/filter-types.ts'
export { guard } from './filter/guard.ts'
export { ibans } from './filter/ibans.ts'
export type { InjectionSignalId } from './filter/injection-phrases.ts'
export type { InjectionSignal, InjectionSignals } from './filter/injection-signals.ts'
export { injectionSignals } from './filter/injection-signals.ts'
export type { GuardChange, GuardedRequest, InputGuard, PlacedSignal } from './filter/input-guard.ts'
export { createInputGuard } from './filter/input-guard.ts'
export type { InputGuardOptions } from './filter/input-guard-options.ts'
export { ipAddresses } from './filter/ip-addresses.ts'
export { jsonWebTokens } from './filter/json-web-tokens.ts'
export type { KeyFormat } from './filter/key-formats.ts'
export type { CharacterPairs, NormalizeOptions } from './filter/normalize-options.ts'
export type { PersonalDataOptions } from './filter/personal-data.ts'
export { personalData } from './filter/personal-data.ts'
export { prcCompany } from './filter/prc-company.ts'
export type { PrcIdentityOptions } from './filter/prc-identity.ts'
export { prcIdentity } from './filter/prc-identity.ts'
export { prcMobile } from './filter/prc-mobile.ts'
export { privateKeys } from './filter/private-keys.ts'
export { secrets } from './filter/secrets.ts'
export { deserializeFilter, serializeFilter } from './filter/serialize-filter.ts'
export { escapeTemplateTokens } from './filter/template-tokens.ts'
export { urlCredentials } from './filter/url-credentials.ts'
export type { UrlPolicyOptions } from './filter/url-policy.ts'
export { urlPolicy } from './filter/url-policy.ts'
export type { WrappedText, WrapUntrustedOptions } from './filter/wrap-untrusted.ts'
export { wrapUntrusted } from './filter/wrap-untrusted.ts'
export type { AimdLimitOptions } from './limit/aimd-limit.ts'
export { createAimdLimit } from './limit/aimd-limit.ts'
export type { CallCost, TicketOutcome } from './limit/call-cost.ts'
export type { ConcurrencyLimit, ConcurrencySample, Congestion } from './limit/concurrency-limit.ts'
export type { Limiter, LimiterSnapshot } from './limit/limiter.ts'
export { createLimiter } from './limit/limiter.ts'
export type { LimiterEvent, RefusalReason } from './limit/limiter-event.ts'
export type { LimiterOptions } from './limit/limiter-options.ts'
export type { AcquireOptions, Ticket } from './limit/ticket.ts'
export type { Priority } from './limit/waiting-queue.ts'
export type { MeterOptions } from './meter/meter.ts'
export { meter } from './meter/meter.ts'
// Money
export type { CostOptions, PricedCost } from './money/cost-of.ts'
export { costOf } from './money/cost-of.ts'
export type { FormatCostOptions } from './money/costs.ts'
export { addCosts, formatCost } from './money/costs.ts'
export type { CostEstimate, EstimateCostOptions, InputSize } from './money/estimate-cost.ts'
export { estimateCost } from './money/estimate-cost.ts'
export type { ConvertedCost, CurrencyRates, ExchangeRates, UsedRate } from './money/exchange-rates.ts'
export { checkExchangeRates, convertCost } from './money/exchange-rates.ts'
export { fromGenaiPrices } from './money/from-genai-prices.ts'
export { fromLiteLLM } from './money/from-litellm.ts'
export { fromModelsDev } from './money/from-models-dev.ts'
export type { PriceImportOptions } from './money/import-prices.ts'
export type { Price, PriceList, PriceQuery, PriceRates, PriceSchedule, PriceTier } from './money/price.ts'
export { createPriceList } from './money/price-list.ts'
export { builtInPrices, priceTable } from './money/price-table.ts'
export type { UsageBuckets } from './money/usage-buckets.ts'
export { usageBuckets } from './money/usage-buckets.ts'
export type { PipelineOptions } from './pipeline/pipeline-options.ts'
export type { BudgetOptions } from './pipeline/policies.ts'
export { breaker, budget, limit } from './pipeline/policies.ts'
export type { LaneSnapshot, LimitOptions } from './pipeline/target-stack.ts'
export type { Pipeline, PipelineSnapshot, TargetSnapshot } from './pipeline.ts'
export { createPipeline } from './pipeline.ts'
// Savings
export type { CompressOptions } from './prompt/compress-options.ts'
export type { CompressedMessages, CompressedText, PromptChange } from './prompt/compress-prompt.ts'
export { compressPrompt, restorePrompt } from './prompt/compress-prompt.ts'
export type { ConciseOptions, ConciseRequest } from './prompt/concise.ts'
export { concise } from './prompt/concise.ts'
export type { SavingsHistory, SavingsOptions } from './prompt/savings.ts'
export { savings } from './prompt/savings.ts'
export type { SplitTextOptions, TextPiece } from './prompt/split-text.ts'
export { splitText } from './prompt/split-text.ts'
export type { Summarise, SummarisedHistory, SummariseHistoryOptions } from './prompt/summarise-history.ts'
export { summariseHistory } from './prompt/summarise-history.ts'
export type { TrimHistoryOptions, TrimmedHistory } from './prompt/trim-history.ts'
export { trimHistory } from './prompt/trim-history.ts'
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
export type { QuotaOptions } from './quota/quota.ts'
export { quota } from './quota/quota.ts'
export type { QuotaRule } from './quota/quota-rule.ts'
export type { Retry, RetryAttempt, RetryOptions, RetryRunOptions } from './retry/create-retry.ts'
export { createRetry } from './retry/create-retry.ts'
export type { EndedAttempt, RetryPolicyOptions } from './retry/retry.ts'
export { retry } from './retry/retry.ts'
export type { RetryBudget, RetryBudgetOptions } from './retry/retry-budget.ts'
export { createRetryBudget } from './retry/retry-budget.ts'
export type { AfterContent, FailOver, FailOverOptions, TargetCounts } from './route/fail-over.ts'
export { failOver } from './route/fail-over.ts'
// The whole
export type { Lane, LaneActivity } from './route/lane.ts'
export type { Lanes, LanesOptions } from './route/lanes.ts'
export { createLanes } from './route/lanes.ts'
export type { Target } from './route/target.ts'
// Stores
export { checkLedgerFilter } from './store/check-ledger-filter.ts'
export { checkUsageRecord } from './store/check-usage-record.ts'
export { counterCapacity } from './store/counter-capacity.ts'
export type {
  BucketRule,
  BudgetRule,
  Counter,
  CounterRule,
  CounterSet,
  CounterStore,
  LeaseRule,
  MaybePromise,
  NotTaken,
  Taken,
  TakeResult,
  WindowRule,
} from './store/counter-store.ts'
export { toCsv, toJsonl } from './store/export-records.ts'
export type { KeyValueStore } from './store/key-value-store.ts'
export type {
  LedgerFilter,
  LedgerGroup,
  LedgerQuery,
  LedgerStore,
  LedgerSum,
  Percentiles,
} from './store/ledger-store.ts'
export type { MemoryCounterStoreOptions } from './store/memory-counter-store.ts'
export { createMemoryCounterStore } from './store/memory-counter-store.ts'
export type { MemoryKeyValueStoreOptions } from './store/memory-key-value-store.ts'
export { createMemoryKeyValueStore } from './store/memory-key-value-store.ts'
export type { MemoryLedgerStoreOptions } from './store/memory-ledger-store.ts'
export { createMemoryLedgerStore } from './store/memory-ledger-store.ts'
export type { MemoryRunLogOptions } from './store/memory-run-log.ts'
export { createMemoryRunLog } from './store/memory-run-log.ts'
export type { Reservation } from './store/reservation.ts'
export type { RunAdmitted, RunClaim, RunClaimed, RunLog, RunPart, RunReading, RunState } from './store/run-log.ts'
export type { AttemptRecord, UsageRecord } from './store/usage-record.ts'
// Streams of server-sent events
export type { BareJson } from './stream/bare-json.ts'
export { createBareJson } from './stream/bare-json.ts'
export type { SseDecoderOptions, SseEvent } from './stream/sse-decoder.ts'
export { decodeSse, mapSse } from './stream/sse-decoder.ts'
export { encodeSse, sseDone, sseHeartbeat } from './stream/sse-encoder.ts'
// Counting
export type { EstimateOptions, TokenEstimate } from './tokens/estimate.ts'
export { estimateInputTokens, estimateParts, estimateTokens } from './tokens/estimate.ts'
export type { TokenizerFamily, TokenizerMatch } from './tokens/families.ts'
export { matchTokenizer, tokenizerFamily } from './tokens/families.ts'
export { readUsage } from './tokens/read-usage.ts'
export type { TokenCounter, TokenParts } from './tokens/token-counter.ts'
export { createTokenCounter } from './tokens/token-counter.ts'
export type { SavedTokenLearner, TokenLearner, TokenLearnerOptions, TokenLesson } from './tokens/token-learner.ts'
export { createTokenLearner } from './tokens/token-learner.ts'
