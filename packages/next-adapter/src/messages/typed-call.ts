import { ChatError, isChatError } from '@sluice/core'
import { type DynamicToolUIPart, getToolName, type ToolUIPart } from '@sluice/core/ui'
import { heldAgainst } from './held-against.ts'
import type { ToolSchemas } from './message-schemas.ts'

type ToolPart = ToolUIPart | DynamicToolUIPart

/**
 * The call with what went into the tool and came out of it as the tool's schemas have it; or the error that says why it
 * does not fit. A call by name alone is held against the schemas of that name: nobody gets around them.
 */
export async function typedCall(
  part: ToolPart,
  tools: Readonly<Record<string, ToolSchemas>>,
  path: string,
): Promise<ToolPart | ChatError> {
  const name = getToolName(part)
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
  // Tools that are known only at run time, such as those of MCP servers, are called by name.
  if (tool === undefined && part.type === 'dynamic-tool') return part
  if (tool === undefined) return new ChatError('bad-request', `${path}.type: no such tool is declared.`)
  // There is only the beginning of it.
  if (part.state === 'input-streaming') return part
  if (part.state === 'output-error' && part.input === undefined) return part
  const input = await heldAgainst(tool.input, part.input, `${path}.input`)
  // That the model got the input wrong may be why the call failed.
  if (isChatError(input)) return part.state === 'output-error' ? asDynamic(part) : input
  const typed = { ...part, input: input.value }
  if (typed.state !== 'output-available' || tool.output === undefined) return typed
  const output = await heldAgainst(tool.output, typed.output, `${path}.output`)
  return isChatError(output) ? output : { ...typed, output: output.value }
}

/** The same call without the types that a `tool-…` part promises. */
export function asDynamic(part: ToolPart): DynamicToolUIPart {
  return { ...part, type: 'dynamic-tool', toolName: getToolName(part) }
}
