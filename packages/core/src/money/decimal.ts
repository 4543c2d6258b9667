export { fromNanos, nanosPerUnit, toNanos } from '../chat/decimal.ts'
