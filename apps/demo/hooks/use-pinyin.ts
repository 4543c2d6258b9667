'use client'

import type { NormalizeOptions } from '@sluice/core'
import { useEffect, useState } from 'react'

type Pinyin = NormalizeOptions['pinyin']

/** The spelling of Chinese characters, loaded when it is wanted for the first time: its table is large. */
export function usePinyin(isWanted: boolean): { pinyin: Pinyin; isLoading: boolean; hasFailed: boolean } {
  const [loaded, setLoaded] = useState<{ pinyin: Pinyin }>()
  const pinyin = loaded?.pinyin

  useEffect(() => {
    if (!isWanted || pinyin !== undefined) return
    let isCurrent = true
    setLoaded(undefined)
    import('@sluice/core/pinyin').then(
      ({ pinyin }) => isCurrent && setLoaded({ pinyin }),
      () => isCurrent && setLoaded({ pinyin: undefined }),
    )
    return () => {
      isCurrent = false
    }
  }, [isWanted, pinyin])

  return {
    pinyin,
    isLoading: isWanted && loaded === undefined,
    hasFailed: isWanted && loaded !== undefined && pinyin === undefined,
  }
}
