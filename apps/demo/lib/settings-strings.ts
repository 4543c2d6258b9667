import type { StorageFailure } from '@sluice/react'
import type { Locale } from './locale.ts'

/** What is said of what this browser keeps, and of how the site behaves. */
export interface SettingsStrings {
  title: string
  autoRetry: string
  autoRetryHint: string
  clear: string
  clearTitle: string
  clearHint: string
  clearNow: string
  clearFailed: string
  /** Why a conversation is not kept. */
  failures: Readonly<Record<StorageFailure, string>>
}

const zh: SettingsStrings = {
  title: '设置',
  autoRetry: '自动重试',
  autoRetryHint: '服务繁忙时，到点自动再问一次',
  clear: '删除所有对话…',
  clearTitle: '删除所有对话？',
  clearHint: '这个浏览器里的对话和草稿都会删除，其他标签页也一样，无法撤销。',
  clearNow: '全部删除',
  clearFailed: '没有删掉：浏览器存储没有回应。请关闭其他标签页再试。',
  failures: {
    unavailable: '这个窗口没有浏览器存储（可能是无痕模式），对话在关闭页面后不会保留。',
    quota: '浏览器存储满了，新消息没有保存。删除一些旧对话再试。',
    blocked: '另一个标签页还开着旧版本，新消息没有保存。请关闭或刷新那个标签页。',
    closed: '系统关闭了浏览器存储，新消息没有保存。请刷新页面。',
    silent: '浏览器存储没有回应，新消息可能没有保存。请刷新页面。',
    newer: '这些对话由更新的版本保存。请刷新页面，换到新版本。',
    unknown: '浏览器存储不可用，这个对话在关闭页面后不会保留。',
  },
}

const en: SettingsStrings = {
  title: 'Settings',
  autoRetry: 'Retry automatically',
  autoRetryHint: 'When a model is busy, ask again as soon as it may work',
  clear: 'Delete all conversations…',
  clearTitle: 'Delete all conversations?',
  clearHint: 'Conversations and drafts in this browser go, in other tabs as well. This cannot be undone.',
  clearNow: 'Delete all',
  clearFailed: 'Nothing was deleted: the browser’s storage does not answer. Close other tabs and try again.',
  failures: {
    unavailable: 'This window has no storage (it may be private): the conversation is gone when the page is closed.',
    quota: 'The browser’s storage is full: new messages are not kept. Delete old conversations and try again.',
    blocked: 'Another tab has an older version open: new messages are not kept. Close or reload that tab.',
    closed: 'The system has closed the browser’s storage: new messages are not kept. Please reload the page.',
    silent: 'The browser’s storage does not answer: new messages may not be kept. Please reload the page.',
    newer: 'A newer version of this site has kept these conversations. Reload the page to get it.',
    unknown: 'Browser storage is not available: this conversation will be gone when the page is closed.',
  },
}

export const settingsStrings: Readonly<Record<Locale, SettingsStrings>> = { zh, en }
