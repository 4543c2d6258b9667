import type {
  InferSchema,
  InferUITools,
  MessageMetadata,
  StandardSchema,
  UIDataTypes,
  UIMessage,
  UITools,
} from '@sluice/core/ui'

/**
 * What an application's messages hold, each by a schema of any library that speaks Standard Schema: zod, valibot, arktype
 * and others. What they make of a value takes its place, and is held against them again with the next request: a schema has
 * to take what it gives.
 */
export interface MessageSchemas {
  /** The application's own metadata. `sluice` is no part of it. */
  metadata?: StandardSchema | undefined
  /** What `data-…` parts hold, by the rest of their type. Without it they may hold anything. */
  data?: Readonly<Record<string, StandardSchema>> | undefined
  /**
   * What the tools take and give, by their names. Without it calls of any tool are taken; with it, of others only those
   * that a `dynamic-tool` part tells of.
   */
  tools?: Readonly<Record<string, ToolSchemas>> | undefined
  /**
   * What becomes of metadata, data parts and calls of tools that do not fit, or are not declared: the whole is refused,
   * or they lose their types. Such calls become `dynamic-tool` parts, and the rest is left out. For conversations that
   * have outlived a change of their schemas.
   *
   * @default refuse
   */
  misfits?: 'refuse' | 'demote' | undefined
}

/** What a tool takes, and what it gives. */
export interface ToolSchemas {
  input: StandardSchema
  /** @default anything */
  output?: StandardSchema | undefined
}

/** The type of the messages that fit the schemas: `UIMessageOf<typeof schemas>`. */
export type UIMessageOf<Schemas extends MessageSchemas> = UIMessage<
  MetadataOf<Schemas> & MessageMetadata,
  DataOf<Schemas>,
  ToolsOf<Schemas>
>

type MetadataOf<Schemas> = Schemas extends { metadata: infer Metadata extends StandardSchema }
  ? InferSchema<Metadata>
  : unknown

type DataOf<Schemas> = Schemas extends { data: infer Data extends Readonly<Record<string, StandardSchema>> }
  ? { [Name in keyof Data & string]: InferSchema<Data[Name]> }
  : UIDataTypes

type ToolsOf<Schemas> = Schemas extends { tools: infer Tools extends Readonly<Record<string, ToolSchemas>> }
  ? InferUITools<Tools>
  : UITools
