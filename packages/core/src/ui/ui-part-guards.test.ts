import { describe, expect, it } from 'vitest'
import type { UIPart } from './ui-message.ts'
import {
  getStaticToolName,
  getToolName,
  isCustomContentUIPart,
  isDataUIPart,
  isDynamicToolUIPart,
  isFileUIPart,
  isReasoningFileUIPart,
  isReasoningUIPart,
  isStaticToolUIPart,
  isTextUIPart,
  isToolOutputErrorUIPart,
  isToolUIPart,
} from './ui-part-guards.ts'
import type { DynamicToolUIPart, ToolUIPart } from './ui-tool-part.ts'

const call = { toolCallId: 'c1', state: 'input-available', input: {} } as const
const failed = { toolCallId: 'c1', state: 'output-error', input: {}, errorText: 'Down.' } as const
const ofTool: ToolUIPart = { type: 'tool-get-weather', ...call }
const dynamic: DynamicToolUIPart = { type: 'dynamic-tool', toolName: 'tool-x', ...call }

const parts: UIPart[] = [
  { type: 'text', text: '' },
  { type: 'reasoning', text: '' },
  { type: 'file', mediaType: 'image/png', url: 'data:,' },
  { type: 'reasoning-file', mediaType: 'image/png', url: 'data:,' },
  { type: 'source-url', sourceId: 's', url: 'https://x.io' },
  { type: 'source-document', sourceId: 's', mediaType: 'text/plain', title: 'S' },
  { type: 'data-weather', data: 1 },
  { type: 'custom', kind: 'a.b' },
  { type: 'steering-message', id: 'm', parts: [] },
  { type: 'step-start' },
  ofTool,
  dynamic,
  { type: 'tool-get-weather', ...failed },
  { type: 'dynamic-tool', toolName: 'x', ...failed },
]

describe('a guard', () => {
  it.each<[string, (part: UIPart) => boolean, string[]]>([
    ['isTextUIPart', isTextUIPart, ['text']],
    ['isReasoningUIPart', isReasoningUIPart, ['reasoning']],
    ['isFileUIPart', isFileUIPart, ['file']],
    ['isReasoningFileUIPart', isReasoningFileUIPart, ['reasoning-file']],
    ['isDataUIPart', isDataUIPart, ['data-weather']],
    ['isCustomContentUIPart', isCustomContentUIPart, ['custom']],
    ['isStaticToolUIPart', isStaticToolUIPart, ['tool-get-weather', 'tool-get-weather']],
    ['isDynamicToolUIPart', isDynamicToolUIPart, ['dynamic-tool', 'dynamic-tool']],
    ['isToolUIPart', isToolUIPart, ['tool-get-weather', 'dynamic-tool', 'tool-get-weather', 'dynamic-tool']],
    ['isToolOutputErrorUIPart', isToolOutputErrorUIPart, ['tool-get-weather', 'dynamic-tool']],
  ])('tells its parts from all others: %s', (_, guard, types) => {
    expect(parts.filter(guard).map(({ type }) => type)).toEqual(types)
  })
})

describe("a tool's name", () => {
  it('is in the type, or beside it', () => {
    expect(getToolName(ofTool)).toBe('get-weather')
    expect(getToolName(dynamic)).toBe('tool-x')
    expect(getStaticToolName(ofTool)).toBe('get-weather')
  })
})
