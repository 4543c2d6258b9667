/**
 * The names users may import, types included. A name is added or removed here by hand, together with its changeset: what
 * stands here is kept.
 */
export const publicNames: Readonly<Record<string, string>> = {
  '@sluice/core': `
    CompressOptions CompressedMessages CompressedText ConciseOptions ConciseRequest PromptChange SavingsHistory SavingsOptions
    SplitTextOptions SummarisedHistory Summarise SummariseHistoryOptions TextPiece TrimHistoryOptions TrimmedHistory
    ContentFiltered FilterPolicyOptions filter
    BlocklistOptions CharacterPairs Detector DetectorSpan Filter FilterAction FilterChannel FilterCut FilterEdit FilterHit FilterOptions FilterResult FilterRule FilterScanner FilterStream
    FilterStreamOptions NormalizeOptions SettledRun blocklist createFilter deserializeFilter serializeFilter
    DetectorRuleOptions ApiKeyLeaksOptions KeyFormat apiKeyLeaks jsonWebTokens privateKeys secrets urlCredentials
    Canary CanaryOptions UrlPolicyOptions createCanary urlPolicy
    PersonalDataOptions PrcIdentityOptions bankCards emails ibans ipAddresses personalData prcCompany prcIdentity prcMobile
    GuardChange GuardedRequest InjectionSignal InjectionSignalId InjectionSignals InputGuard InputGuardOptions PlacedSignal TextPlace
    WrapUntrustedOptions WrappedText createInputGuard escapeTemplateTokens guard injectionSignals wrapUntrusted
    compressPrompt concise restorePrompt savings splitText summariseHistory trimHistory
    AcquireOptions AfterContent AimdLimitOptions AttemptBilling AttemptRecord Budget BudgetOptions BudgetRule BudgetState BudgetThreshold CalendarUnit CallerUsage Cost Currency LedgerFilter LedgerGroup LedgerQuery
    LedgerStore LedgerSum Percentiles Price PriceImportOptions PriceList PriceQuery PriceRates PriceSchedule PriceTier PromptCache UsageRecord AnthropicOptions AssistantMessage Authorize BaiduV1Options BareJson Breaker
    BreakerChange BreakerOptions BreakerPermit BreakerPosition BreakerRatio BreakerSnapshot BreakerState BucketRule
    CallContext CallContextInit CallCost CallEnded CallFigures CallOutcome CallStarted Caller ChatDialect ChatError
    ChatErrorCode ChatErrorOptions ChatEvent ChatMessage ChatRequest ChatResult Clock ClocksOptions ConcurrencyLimit
    ConcurrencySample Congestion ConvertedCost CostEstimate CostOptions Counter CounterRule CounterSet CounterStore CurrencyRates DeadlineOptions Decision EndedAttempt
    ErrorTable EstimateCostOptions EstimateOptions ExchangeRates FailOver FailOverOptions Fetch FilePart FinishEvent FinishReason FormatCostOptions GenerateOptions Handler InputSize Interceptor
    JsonObject JsonValue KeyValueStore Lane LaneActivity LaneSnapshot Lanes LanesOptions LeaseRule LimitOptions
    Limiter LimiterEvent LimiterOptions LimiterSnapshot Logger MaybePromise MemoryCounterStoreOptions
    MemoryKeyValueStoreOptions MemoryLedgerStoreOptions MemoryRunLogOptions MeterOptions NotTaken NoticeEvent Observation Observer OpenAIChatOptions
    OpenAICompletionsOptions OpenAIResponsesOptions PartialAnswer PricedCost Pipeline PipelineOptions PipelineSnapshot Policy
    Priority ProviderRequest QuotaOptions QuotaRule RateHint RateLimit RateWindow ReasoningDeltaEvent ReasoningPart
    Refusal RefusalReason Reservation ResetEvent ResponseFormat Retry RetryAttempt RetryBudget RetryBudgetOptions RetryOptions
    RetryPolicyOptions RetryRunOptions RunAdmitted RunClaim RunClaimed RunLog RunPart RunReading RunState SourceEvent
    SseDecoderOptions SseEvent StartEvent SystemMessage TakeResult Taken Target TargetCounts TargetSnapshot TextDeltaEvent TextPart Ticket TicketOutcome TimeoutCause TokenCounter
    SavedTokenLearner TokenEstimate TokenLearner TokenLearnerOptions TokenLesson TokenParts TokenizerFamily TokenizerMatch ToolCallDeltaEvent ToolCallEvent ToolCallPart ToolCallStartEvent ToolDefinition
    ToolMessage Usage UsageBuckets UsageEvent UsedRate UserMessage Watcher WindowRule WireOptions addCosts anthropicMessages askToGoOn baiduV1 breaker budget builtInPrices
    chatErrorCodes checkExchangeRates clocks collect compose consoleLogger convertCost costOf createAimdLimit createBareJson createBreaker createCallContext createLanes createLimiter
    checkLedgerFilter checkUsageRecord counterCapacity createMemoryCounterStore createMemoryKeyValueStore createMemoryLedgerStore createMemoryRunLog createPipeline createPriceList createRetry createRetryBudget
    createTokenCounter createTokenLearner dashscopeDialect deadline decodeSse deepseekDialect encodeSse estimateCost estimateInputTokens
    estimateParts estimateTokens failOver formatCost fromGenaiPrices fromLiteLLM fromModelsDev fromNanos generate intercept isChatError isContent limit mapSse matchTokenizer meter moonshotDialect newId openaiChat
    openaiCompletions openaiResponses priceTable qianfanDialect quota readText readUsage redacting refuse retry sleep sseDone
    sseHeartbeat systemClock tap toChatError toCsv toJsonl toNanos tokenFields tokenizerFamily untilAborted usageBuckets withDetails zhipuDialect
  `,
  '@sluice/core/ui': `
    ApprovalAnswer ChunkEncoder Citation CustomContentUIPart DataUIPart DynamicToolUIPart ErrorUIChunk FileUIPart
    InferSchema InferUIMessage InferUIMessageData InferUIMessageMetadata InferUIMessagePart InferUIMessageToolCall
    InferUIMessageTools InferUITool InferUITools MessageBuilder MessageBuilderOptions MessageMetadata ProviderMetadata
    ProviderReference ReasoningFileUIPart ReasoningUIPart SluiceMetadata SourceDocumentUIPart SourceUrlUIPart
    StandardSchema StandardSchemaIssue StandardSchemaResult SteeringMessageUIPart StepStartUIPart TextUIPart ToolOutput
    ToolOutputErrorUIPart ToolUIPart UIDataTypes UIFinishReason UIMessage UIMessageChunk UIMessagePart UIPart UITool
    UIToolInvocation UITools WireError continuableParts createChunkEncoder createMessageBuilder fromWireError getStaticToolName
    getToolName isCustomContentUIPart isDataUIPart isDynamicToolUIPart isFileUIPart isReasoningFileUIPart
    isReasoningUIPart isStaticToolUIPart isTextUIPart isToolOutputErrorUIPart isToolUIPart
    lastAssistantMessageIsCompleteWithApprovalResponses lastAssistantMessageIsCompleteWithToolCalls toChatMessages
    toWireError uiStreamHeader uiStreamVersion withApprovalResponse withToolOutput
  `,
  '@sluice/core/traditional': `
    traditional
  `,
  '@sluice/core/pinyin': `
    pinyin
  `,
  '@sluice/core/testing': `
    AnswerFunction Fault FaultPlan ScriptStep ScriptedHandler SimulatedAnswer SimulatedCall SimulatedCredentials
    SimulatedFraming SimulatedMessage SimulatedProvider SimulatedProviderOptions SimulatedRequest SimulatedVendor
    SimulatedWireName TestClock createRandom createTestClock scripted simulatedProvider
  `,
  '@sluice/react': `
    AnswerEnding ApprovalResponse Attachment AttachmentOptions AttachmentProblem Branch Chat ChatError ChatErrorCode
    ChatInit ChatNotice ChatQuery ChatSettings ChatState ChatStatus ChatStorage ChatStore ChatStoreOptions
    ChatTransport ChunkBatches ChunkStream CreateUIMessage Citation CustomContentUIPart DataUIPart DefaultChatTransport
    DefaultChatTransportOptions DirectChatTransport DirectChatTransportOptions DirectContext DirectRequest
    DirectSend DynamicToolUIPart FileUIPart ForeignTransport GivenFiles HttpTransport HttpTransportOptions
    IndexedDbStorageOptions InferUIMessage InferUIMessageData InferUIMessageMetadata InferUIMessagePart
    InferUIMessageToolCall InferUIMessageTools InferUITool InferUITools MarkdownBlock MessageFacts MessageMetadata
    MessageNode NewMessage PrepareReconnectToStreamRequest PrepareSendMessagesRequest PreparedPost PreparedRequest
    ProviderMetadata ProviderReference QueuedMessage ReasoningFileUIPart ReasoningUIPart ReconnectOptions
    RequestDraft RequestOptions Resolvable RunBase SendMessagesOptions SluiceMetadata SourceDocumentUIPart
    SourceUrlUIPart StandardSchema SteeringMessageUIPart StepStartUIPart StopRunOptions StorageFailure StorageNews
    StorageState StoredMessage StoredRun StoredThread TextStreamChatTransport TextUIPart ThreadChange ToolOutput
    ToolOutputErrorUIPart ToolUIPart UIDataTypes UIMessage UIMessageChunk UIMessagePart UIPart UITool
    UIToolInvocation UITools UploadOptions UploadedFile UsageBudget UsageSettings UsageState UseAttachmentsResult
    UseChatHelpers UseChatOptions UseChatResult UseMessageOptions UseMessageTextOptions UseUsageOptions UseUsageResult
    attachmentProblem clearStorage createChatStore getStaticToolName
    getToolName httpTransport indexedDbStorage isChatError isCustomContentUIPart isDataUIPart isDynamicToolUIPart
    isFileUIPart isReasoningFileUIPart isReasoningUIPart isStaticToolUIPart isTextUIPart isToolOutputErrorUIPart
    isToolUIPart lastAssistantMessageIsCompleteWithApprovalResponses lastAssistantMessageIsCompleteWithToolCalls
    messageFacts splitBlocks threadQueryKey toFileParts useAttachments useChat useMessage useMessageBlocks
    useMessageIds useMessageText useUsage
  `,
  '@sluice/react/testing': `
    TestAnswer TestReconnect TestSend TestTransport TestTransportOptions testTransport
  `,
  '@sluice/next-adapter': `
    AnthropicVendorOptions ApiKeyOptions BaiduIamApiKey BaiduIamKeyPair BaiduIamTokenOptions BaiduIamTokenSettings
    BaiduOAuthOptions BaiduV2Options BceAuthV1Options BceSignature BceSignatureOptions ChatBody ChatRoute
    ChatRouteOptions CheckedAuthorize CompatibleVendor CorsOptions Credential DashScopeOptions
    DashScopeTemporaryOptions Endpoint EndpointPlace FinishedCall HmacHeaderNames HmacHeadersOptions
    HttpSecretOptions KeyPool KeyPoolOptions MessageSchemas OpenAICompatibleOptions OpenAIOptions PrepareCall
    PreparedCall QianfanOptions QianfanV1Endpoint QianfanV1Options RotatingOptions RouteHandler Secret SecretSource
    TokenOptions ToolSchemas UIMessageOf ValidateMessagesOptions ValidatedMessages VaultKvOptions VendorOptions
    anthropic apiKey baiduIamToken baiduOAuth baiduV2 bceAuthV1 bceSignature compatibleVendor createChatRoute
    dashscope dashscopeTemporary deepseek fromEnv hmacHeaders httpSecret keyPool moonshot ollama openai
    openaiCompatible qianfan qianfanV1 rotating safeValidateMessages validateMessages vaultKv zhipu
  `,
  '@sluice/next-adapter/sqlite': `
    SqliteCounterStore SqliteCounterStoreOptions SqliteFailure SqliteFailureCode SqliteLedgerOptions
    createSqliteCounterStore createSqliteLedger isSqliteFailure
  `,
}
