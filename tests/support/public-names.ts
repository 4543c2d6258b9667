/**
 * The names users may import, types included. A name is added or removed here by hand, together with its changeset: what
 * stands here is kept.
 */
export const publicNames: Readonly<Record<string, string>> = {
  '@sluice/core': `
    AnthropicOptions AssistantMessage Authorize BaiduV1Options CallContext CallContextInit CallEnded CallFigures
    CallOutcome CallStarted Caller ChatDialect ChatError ChatErrorCode ChatErrorOptions ChatEvent ChatMessage
    ChatRequest ChatResult Clock ErrorTable EstimateOptions Fetch FilePart FinishEvent FinishReason
    GenerateOptions Handler Interceptor JsonObject JsonValue KeyValueStore Lane LaneActivity Lanes LanesOptions
    Logger MemoryKeyValueStoreOptions MeterOptions NoticeEvent Observation Observer OpenAIChatOptions
    OpenAICompletionsOptions OpenAIResponsesOptions PartialAnswer Pipeline PipelineOptions PipelineSnapshot
    Policy ProviderRequest RateHint RateWindow ReasoningDeltaEvent ReasoningPart Refusal ResetEvent
    ResponseFormat SourceEvent SseDecoderOptions SseEvent StartEvent SystemMessage Target TargetActivity
    TextDeltaEvent TextPart TokenCounter TokenEstimate TokenizerFamily ToolCallDeltaEvent ToolCallEvent
    ToolCallPart ToolCallStartEvent ToolDefinition ToolMessage Usage UsageEvent UserMessage Watcher WireOptions
    anthropicMessages baiduV1 chatErrorCodes collect compose consoleLogger createCallContext createLanes
    createMemoryKeyValueStore createPipeline createTokenCounter dashscopeDialect decodeSse deepseekDialect
    encodeSse estimateInputTokens estimateTokens generate intercept isChatError isContent mapSse meter
    moonshotDialect newId openaiChat openaiCompletions openaiResponses qianfanDialect readText redacting refuse
    sleep sseDone sseHeartbeat systemClock tap toChatError tokenizerFamily untilAborted withDetails zhipuDialect
  `,
  '@sluice/core/ui': `
    ChunkEncoder DataUIPart DynamicToolUIPart ErrorUIChunk FileUIPart MessageBuilder MessageMetadata
    ReasoningUIPart SluiceMetadata SourceDocumentUIPart SourceUrlUIPart StepStartUIPart TextUIPart ToolUIPart
    UIFinishReason UIMessage UIMessageChunk UIPart WireError createChunkEncoder createMessageBuilder
    fromWireError isToolPart toChatMessages toWireError toolName uiStreamHeader uiStreamVersion
  `,
  '@sluice/core/testing': `
    AnswerFunction Fault FaultPlan ScriptStep ScriptedHandler SimulatedAnswer SimulatedCall SimulatedCredentials
    SimulatedFraming SimulatedMessage SimulatedProvider SimulatedProviderOptions SimulatedRequest SimulatedVendor
    SimulatedWireName TestClock createRandom createTestClock scripted simulatedProvider
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
    AnthropicVendorOptions ApiKeyOptions BaiduIamApiKey BaiduIamKeyPair BaiduIamTokenOptions
    BaiduIamTokenSettings BaiduOAuthOptions BaiduV2Options BceAuthV1Options BceSignature BceSignatureOptions
    ChatBody ChatRoute ChatRouteOptions CheckedAuthorize CompatibleVendor CorsOptions Credential
    DashScopeOptions DashScopeTemporaryOptions Endpoint FinishedCall HmacHeaderNames HmacHeadersOptions
    HttpSecretOptions KeyPool KeyPoolOptions OpenAICompatibleOptions OpenAIOptions PrepareCall QianfanOptions
    QianfanV1Options RotatingOptions RouteHandler Secret SecretSource TokenOptions VaultKvOptions VendorOptions
    anthropic apiKey baiduIamToken baiduOAuth baiduV2 bceAuthV1 bceSignature compatibleVendor createChatRoute
    dashscope dashscopeTemporary deepseek fromEnv hmacHeaders httpSecret keyPool moonshot ollama openai
    openaiCompatible qianfan qianfanV1 rotating vaultKv zhipu
  `,
}
