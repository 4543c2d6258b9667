/**
 * The names users may import, types included. A name is added or removed here by hand, together with its changeset: what
 * stands here is kept.
 */
export const publicNames: Readonly<Record<string, string>> = {
  '@sluice/core': `
    AssistantMessage Authorize CallContext CallContextInit CallEnded CallFigures CallOutcome CallStarted Caller
    ChatError ChatErrorCode ChatErrorOptions ChatEvent ChatMessage ChatRequest ChatResult Clock EstimateOptions
    Fetch FilePart FinishEvent FinishReason GenerateOptions Handler Interceptor JsonObject JsonValue Logger
    MeterOptions NoticeEvent Observation Observer OpenAIChatOptions PartialAnswer Pipeline PipelineOptions
    PipelineSnapshot Policy ProviderRequest ReasoningDeltaEvent ReasoningPart ResetEvent ResponseFormat
    SourceEvent SseDecoderOptions SseEvent StartEvent SystemMessage Target TargetActivity TextDeltaEvent
    TextPart TokenCounter TokenEstimate TokenizerFamily ToolCallDeltaEvent ToolCallEvent ToolCallPart
    ToolCallStartEvent ToolDefinition ToolMessage Usage UsageEvent UserMessage Watcher chatErrorCodes collect
    compose consoleLogger createCallContext createPipeline createTokenCounter decodeSse encodeSse
    estimateInputTokens estimateTokens generate intercept isChatError isContent mapSse meter newId openaiChat redacting
    refuse sleep sseDone sseHeartbeat systemClock tap toChatError tokenizerFamily
    untilAborted withDetails
  `,
  '@sluice/core/ui': `
    ChunkEncoder DataUIPart DynamicToolUIPart ErrorUIChunk FileUIPart MessageBuilder MessageMetadata
    ReasoningUIPart SluiceMetadata SourceDocumentUIPart SourceUrlUIPart StepStartUIPart TextUIPart ToolUIPart
    UIFinishReason UIMessage UIMessageChunk UIPart WireError createChunkEncoder createMessageBuilder
    fromWireError isToolPart toChatMessages toWireError toolName uiStreamHeader uiStreamVersion
  `,
  '@sluice/core/testing': `
    AnswerFunction Fault FaultPlan ScriptStep ScriptedHandler SimulatedAnswer SimulatedCall SimulatedProvider
    SimulatedProviderOptions SimulatedRequest TestClock createRandom createTestClock scripted simulatedProvider
  `,
  '@sluice/react': `
    AnswerEnding ChatError ChatErrorCode ChatSettings ChatState ChatStatus ChatStorage ChatStore
    ChatStoreOptions ChatTransport ChunkStream DataUIPart DynamicToolUIPart FileUIPart ForeignTransport HttpTransportOptions
    IndexedDbStorageOptions MessageMetadata MessageNode NewMessage ReasoningUIPart RequestOptions Resolvable
    SendMessagesOptions SluiceMetadata SourceDocumentUIPart SourceUrlUIPart StepStartUIPart StorageState
    StoredMessage StoredThread TextUIPart ThreadChange ToolUIPart UIMessage UIMessageChunk UIPart UseChatOptions
    UseChatResult createChatStore httpTransport indexedDbStorage isChatError isToolPart threadQueryKey toolName
    useChat
  `,
  '@sluice/react/testing': `
    TestSend TestTransport testTransport
  `,
  '@sluice/next-adapter': `
    ApiKeyOptions ChatBody ChatRoute ChatRouteOptions CorsOptions FinishedCall OpenAICompatibleOptions
    OpenAIOptions PrepareCall RouteHandler Secret SecretSource apiKey createChatRoute fromEnv openai
    openaiCompatible
  `,
}
