import type { AttachmentProblem } from '@sluice/react'
import type { Locale } from './locale.ts'

/** What is said of messages that are not sent yet, and of their files. */
export interface ComposerStrings {
  // Files
  attach: string
  files: string
  removeFile: (name: string) => string
  unnamed: string
  dropHere: string
  /** Why a file cannot be sent. A limit is a number of files, or of bytes in words. */
  problems: Readonly<Record<AttachmentProblem['reason'], (name: string, limit: string) => string>>
  // Messages that wait for their turn
  queue: (count: number) => string
  /** After a stop or an error nothing is sent by itself. */
  queueHeld: string
  queueLabel: string
  sendNow: string
  edit: string
  editLabel: string
  remove: string
  save: string
  queued: (count: number) => string
}

const zh: ComposerStrings = {
  attach: '添加图片或文本文件',
  files: '要发送的文件',
  removeFile: (name) => `移除 ${name}`,
  unnamed: '粘贴的文件',
  dropHere: '松开就能添加',
  problems: {
    'too-many': (name, limit) => `${name} 没有添加：一条消息最多 ${limit} 个文件。`,
    'too-large': (name, limit) => `${name} 太大了：每个文件最多 ${limit}。`,
    'total-too-large': (name, limit) => `${name} 没有添加：一条消息的文件总共最多 ${limit}。`,
    type: (name) => `${name} 不能发送：这里只收图片（PNG、JPEG、GIF、WebP）和文本文件。`,
    empty: (name) => `${name} 是空的。`,
    unreadable: (name) => `${name} 读不出来：它可能被移动或删除了。`,
    'upload-failed': (name) => `${name} 上传失败，请再试一次。`,
    'bad-url': (name) => `${name} 上传后没有得到可用的地址。`,
  },
  queue: (count) => `待发送 ${count} 条，回答结束后依次发送`,
  queueHeld: '停止或出错后不再自动发送，等你决定',
  queueLabel: '待发送的消息',
  sendNow: '立即发送',
  edit: '修改',
  editLabel: '修改待发送的消息',
  remove: '移除',
  save: '保存',
  queued: (count) => `已排队，共 ${count} 条待发送`,
}

const en: ComposerStrings = {
  attach: 'Attach pictures or text files',
  files: 'Files to be sent',
  removeFile: (name) => `Remove ${name}`,
  unnamed: 'Pasted file',
  dropHere: 'Drop to attach',
  problems: {
    'too-many': (name, limit) => `${name} was left out: a message takes ${limit} files at most.`,
    'too-large': (name, limit) => `${name} is too large: a file may have ${limit}.`,
    'total-too-large': (name, limit) => `${name} was left out: the files of a message may have ${limit} together.`,
    type: (name) => `${name} cannot be sent: pictures (PNG, JPEG, GIF, WebP) and text files can.`,
    empty: (name) => `${name} is empty.`,
    unreadable: (name) => `${name} cannot be read: it may have been moved or deleted.`,
    'upload-failed': (name) => `${name} could not be uploaded. Please try again.`,
    'bad-url': (name) => `${name} got no address that can be used.`,
  },
  queue: (count) => `${count} waiting: sent in turn as answers end`,
  queueHeld: 'On hold after a stop or an error: it is for you to send them',
  queueLabel: 'Messages to be sent',
  sendNow: 'Send now',
  edit: 'Change',
  editLabel: 'Change the message to be sent',
  remove: 'Remove',
  save: 'Save',
  queued: (count) => `Queued: ${count} to be sent`,
}

export const composerStrings: Readonly<Record<Locale, ComposerStrings>> = { zh, en }
