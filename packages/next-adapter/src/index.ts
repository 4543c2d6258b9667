// Route handlers

export type { ChatBody } from './route/chat-body.ts'
export type { ChatRouteOptions, FinishedCall, PrepareCall } from './route/chat-route-options.ts'
export type { ChatRoute, RouteHandler } from './route/create-chat-route.ts'
export { createChatRoute } from './route/create-chat-route.ts'
export type { CorsOptions } from './route/origin.ts'
export { fromEnv } from './secrets/from-env.ts'
// Secrets
export type { Secret, SecretSource } from './secrets/secret.ts'
export type { ApiKeyOptions } from './vendors/api-key.ts'
export { apiKey } from './vendors/api-key.ts'
// Vendors
export type { OpenAIOptions } from './vendors/openai.ts'
export { openai } from './vendors/openai.ts'
export type { OpenAICompatibleOptions } from './vendors/openai-compatible.ts'
export { openaiCompatible } from './vendors/openai-compatible.ts'
