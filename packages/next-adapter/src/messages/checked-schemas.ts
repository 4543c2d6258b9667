import type { StandardSchema } from '@sluice/core/ui'
import type { MessageSchemas } from './message-schemas.ts'

/**
 * The schemas, once it is sure that they are some: those of an older library would be found out by the first user.
 *
 * @throws TypeError for what is no schema.
 */
export function checkedSchemas<Schemas extends MessageSchemas>(schemas: Schemas, owner: string): Schemas {
  const { metadata, data = {}, tools = {}, misfits = 'refuse' } = schemas
  if (metadata !== undefined) check(metadata, `${owner}.metadata`)
  for (const [name, schema] of Object.entries(data)) check(schema, `${owner}.data.${name}`)
  for (const [name, { input, output }] of Object.entries(tools)) {
    check(input, `${owner}.tools.${name}.input`)
    if (output !== undefined) check(output, `${owner}.tools.${name}.output`)
  }
  if (misfits !== 'refuse' && misfits !== 'demote') {
    throw new TypeError(`${owner}.misfits must be 'refuse' or 'demote', got ${String(misfits)}`)
  }
  return schemas
}

function check(schema: StandardSchema, name: string): void {
  // With some libraries a schema is a function.
  const props: StandardSchema['~standard'] | undefined = Object(schema)['~standard']
  if (props?.version === 1 && typeof props.validate === 'function') return
  throw new TypeError(`${name} is no schema of a library that speaks Standard Schema, version 1`)
}
