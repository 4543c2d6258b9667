import { newId } from '@sluice/core'
import type { StorageNews } from './chat-storage.ts'

/** How storages tell each other what they have written: those of other tabs, and others of the same page. */
export interface StorageChannel {
  /** Tells the others; without a `threadId` it concerns all conversations. */
  tell(news: StorageNews, threadId?: string): void
  /** Hears what others tell of a conversation. Returns a function that ends it. */
  watch(threadId: string, onNews: (news: StorageNews) => void): () => void
}

interface Message {
  readonly from: string
  readonly threadId: string | undefined
  readonly news: StorageNews
}

/** Open for each watch, and for the moment of telling. Where browsers have none, nobody hears of anything. */
export function createStorageChannel(name: string): StorageChannel {
  const self = newId()
  const open = () => (typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name))

  return {
    tell(news, threadId) {
      const channel = open()
      channel?.postMessage({ from: self, threadId, news } satisfies Message)
      channel?.close()
    },
    watch(threadId, onNews) {
      const channel = open()
      if (channel) {
        channel.onmessage = ({ data }: MessageEvent<Message>) => {
          if (data.from !== self && (data.threadId ?? threadId) === threadId) onNews(data.news)
        }
      }
      return () => channel?.close()
    },
  }
}
