import type {
  CustomContentUIPart,
  DataUIPart,
  FileUIPart,
  ReasoningFileUIPart,
  ReasoningUIPart,
  TextUIPart,
  UIDataTypes,
  UIMessagePart,
} from './ui-message.ts'
import type { DynamicToolUIPart, ToolOutputErrorUIPart, ToolUIPart, UITools } from './ui-tool-part.ts'

export function isTextUIPart(part: UIMessagePart): part is TextUIPart {
  return part.type === 'text'
}

export function isReasoningUIPart(part: UIMessagePart): part is ReasoningUIPart {
  return part.type === 'reasoning'
}

export function isFileUIPart(part: UIMessagePart): part is FileUIPart {
  return part.type === 'file'
}

export function isReasoningFileUIPart(part: UIMessagePart): part is ReasoningFileUIPart {
  return part.type === 'reasoning-file'
}

export function isCustomContentUIPart(part: UIMessagePart): part is CustomContentUIPart {
  return part.type === 'custom'
}

export function isDataUIPart<DataParts extends UIDataTypes>(
  part: UIMessagePart<DataParts>,
): part is DataUIPart<DataParts> {
  return part.type.startsWith('data-')
}

/** Whether the part is a tool's call, of whatever name. */
export function isToolUIPart<Tools extends UITools>(
  part: UIMessagePart<UIDataTypes, Tools>,
): part is ToolUIPart<Tools> | DynamicToolUIPart {
  return isStaticToolUIPart(part) || isDynamicToolUIPart(part)
}

/** Whether the part is a call of a tool whose types are known. */
export function isStaticToolUIPart<Tools extends UITools>(
  part: UIMessagePart<UIDataTypes, Tools>,
): part is ToolUIPart<Tools> {
  return part.type.startsWith('tool-')
}

/** Whether the part is a call of a tool that is known by its name only. */
export function isDynamicToolUIPart(part: UIMessagePart): part is DynamicToolUIPart {
  return part.type === 'dynamic-tool'
}

/** Whether the part is a tool's call that failed. */
export function isToolOutputErrorUIPart<Tools extends UITools>(
  part: UIMessagePart<UIDataTypes, Tools>,
): part is ToolOutputErrorUIPart<Tools> {
  return isToolUIPart(part) && part.state === 'output-error'
}

/** The name of the tool that a part calls. */
export function getToolName(part: ToolUIPart | DynamicToolUIPart): string {
  return part.type === 'dynamic-tool' ? part.toolName : getStaticToolName(part)
}

/** The name of the tool that a part calls, as one of the names that are known. */
export function getStaticToolName<Tools extends UITools>(part: ToolUIPart<Tools>): keyof Tools & string {
  return part.type.slice('tool-'.length)
}
