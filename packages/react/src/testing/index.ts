export type { TestAnswer } from './test-answer.ts'
export type { TestReconnect, TestSend, TestTransport, TestTransportOptions } from './test-transport.ts'
export { testTransport } from './test-transport.ts'
