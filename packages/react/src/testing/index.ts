export type { TestSend, TestTransport } from './test-transport.ts'
export { testTransport } from './test-transport.ts'
