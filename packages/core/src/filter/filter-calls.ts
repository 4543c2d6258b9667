import { type Clock, systemClock } from '../chat/clock.ts'
import type { CallContext, Policy } from '../chat/handler.ts'
import { onFirstRead } from '../chat/on-first-read.ts'
import type { ChatRequest } from '../chat/request.ts'
import { acrossTexts } from './across-texts.ts'
import { createAnswerFilter } from './answer-filter.ts'
import type { OpenSource } from './channel.ts'
import { createFilterReport } from './filter-report.ts'
import { filteredAnswer } from './filtered-answer.ts'
import { filterRequest } from './input-filter.ts'

export interface FilterSettings {
  /** What prompts go through: the rules of now. */
  readonly input: (() => OpenSource) | undefined
  /** The same for answers. */
  readonly output: (() => OpenSource) | undefined
  /** Puts a mark into a request's instructions, and gives what finds it in an answer. */
  readonly canary: ((request: ChatRequest) => { request: ChatRequest; source: OpenSource }) | undefined
  readonly minPrefix: number
  readonly refusal: string | undefined
  readonly clock?: Clock | undefined
}

/** Filters each call in both directions. Where there is nothing to look for, answers pass untouched. */
export function filterCalls(settings: FilterSettings): Policy {
  const { input, output, canary, minPrefix, refusal, clock = systemClock } = settings
  return (next) => (request, context) =>
    onFirstRead(() => {
      let asked = request
      const sources: OpenSource[] = []
      const inputReport = createFilterReport('input', context)
      let restorer: OpenSource | undefined
      if (input !== undefined) {
        try {
          const filtered = filterRequest(asked, input(), inputReport)
          asked = filtered.request
          restorer = filtered.placeholders.restorer()
        } finally {
          inputReport.tell()
        }
      }
      // Without instructions there is nothing to leak.
      if (canary !== undefined && asked.system?.trim()) {
        const marked = canary(asked)
        asked = marked.request
        sources.push(acrossTexts(marked.source))
      }
      if (output !== undefined) sources.push(acrossTexts(output()))
      // Last: rules on answers see what stands for a value, not the value.
      if (restorer !== undefined) sources.push(restorer)
      const notices = inputReport.takeNotices()
      const open = (inside: CallContext) => next(asked, inside)[Symbol.asyncIterator]()
      if (sources.length === 0 && notices.length === 0) return open(context)
      const report = createFilterReport('output', context)
      const isJson = (asked.responseFormat?.type ?? 'text') !== 'text'
      const filter = createAnswerFilter({ sources, minPrefix, isJson, report, notices })
      return filteredAnswer(open, { filter, report, context, refusal, clock })
    })
}
