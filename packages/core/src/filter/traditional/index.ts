export { traditional } from './traditional.ts'
