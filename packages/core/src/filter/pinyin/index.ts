export { pinyin } from './pinyin.ts'
