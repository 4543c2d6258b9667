import type { StandardSchema } from './standard-schema.ts'

/**
 * What a tool takes and gives, read from its definition: ours (`input`, `output`) or one of Vercel's AI SDK
 * (`inputSchema`, `outputSchema`, `execute`).
 */
export type InferUITool<Tool> = { input: InputOf<Tool>; output: OutputOf<Tool> }

/** As `InferUITool`, for all tools of a server. */
export type InferUITools<Tools> = { [Name in keyof Tools & string]: InferUITool<Tools[Name]> }

/** A tool's types, given as such or as its definition. */
export type AsUITool<Tool> = Tool extends { readonly input: StandardSchema } | { readonly inputSchema: unknown }
  ? InferUITool<Tool>
  : Tool extends { input: unknown; output: unknown }
    ? Tool
    : { input: unknown; output: unknown }

type InputOf<Tool> = Tool extends { readonly inputSchema: infer Schema }
  ? TypeOf<Schema>
  : Tool extends { readonly input: infer Schema }
    ? TypeOf<Schema>
    : unknown

type OutputOf<Tool> = Tool extends { readonly outputSchema: infer Schema extends object }
  ? TypeOf<Schema>
  : Tool extends { readonly output: infer Schema extends object }
    ? TypeOf<Schema>
    : Tool extends { readonly execute: (...args: never) => infer Output }
      ? Settled<Output>
      : unknown

/** A tool may give its output at once, later, or in several versions. */
type Settled<Output> =
  Output extends AsyncIterable<infer Each> ? Each : Output extends PromiseLike<infer Value> ? Value : Output

/** The type that a schema stands for. */
type TypeOf<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : Schema extends { readonly _type: infer Output }
    ? Output
    : Schema extends () => infer Lazy
      ? TypeOf<Lazy>
      : unknown
