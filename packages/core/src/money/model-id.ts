/** The ids under which a model may stand in a price list, all in lower case. */
export interface ModelIds {
  /** Those that mean this very model, the best first. */
  readonly exact: readonly string[]
  /** That of the model whose version of some day it is, if its name has a date. */
  readonly undated?: string | undefined
}

/**
 * The id as it is and without the names of gateways and hosts before it, and then without the date after it. An id is
 * never cut anywhere else, so that `gpt-5-mini` is not taken for `gpt-5`, and neither a model tuned by a user (`ft:…`) nor
 * an offer of a gateway (`…:free`) for the model it comes from.
 */
export function modelIds(model: string): ModelIds {
  const name = model.trim().toLowerCase()
  if (name === '' || name.length > longestId) return { exact: [] }
  const local = withoutHost(name)
  const plain = asVendorWrites(local)
  // What has a colon left is not what the vendor sells under that name.
  if (plain.includes(':')) return { exact: distinct(name, local) }
  const undated = withoutDate(plain)
  return { exact: distinct(name, local, plain), undated: undated === plain ? undefined : undated }
}

/** Who sends the bill for a provider's name in events; the name itself, in lower case, where it is none of ours. */
export function billerOf(provider: string): string {
  const name = provider.trim().toLowerCase()
  return billers.get(name) ?? name
}

const longestId = 256

function distinct(...ids: readonly string[]): readonly string[] {
  return [...new Set(ids)]
}

const billers: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['azure', 'openai'],
  ['claude', 'anthropic'],
  ['qianfan', 'baidu'],
  ['qianfan-v1', 'baidu'],
  ['wenxin', 'baidu'],
  ['dashscope', 'alibaba'],
  ['qwen', 'alibaba'],
  ['dashscope-intl', 'alibaba-intl'],
  ['qwen-intl', 'alibaba-intl'],
  ['kimi', 'moonshot'],
  ['glm', 'zhipu'],
  ['bigmodel', 'zhipu'],
])

// Before a slash: gateways, and names under which vendors publish. A name that is not here sells at its own prices.
const hosts: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['openrouter', 'models', 'bedrock', 'converse', 'vertex_ai', 'openai', 'azure', 'anthropic', 'claude', 'baidu'],
  ...['qianfan', 'alibaba', 'dashscope', 'qwen', 'deepseek', 'deepseek-ai', 'moonshot', 'moonshotai', 'zhipu'],
  ...['zhipuai', 'z-ai', 'zai', 'zai-org', 'thudm'],
])

/** `openrouter/anthropic/claude-…`, `accounts/…/models/…`, `arn:…:inference-profile/…` without what stands before the model. */
function withoutHost(name: string): string {
  const folder = /^(?:accounts|projects)\/.*\/models\/|^arn:.*\//.exec(name)
  let rest = folder === null ? name : name.slice(folder[0].length)
  for (let slash = rest.indexOf('/'); slash > 0 && hosts.has(rest.slice(0, slash)); slash = rest.indexOf('/')) {
    rest = rest.slice(slash + 1)
  }
  return rest
}

/** The vendor's own way to write a Claude model that Bedrock, Vertex or OpenRouter writes otherwise. */
function asVendorWrites(name: string): string {
  const inBedrock = /^(?:[a-z-]{2,8}\.)?anthropic\.(claude-[a-z0-9-]+?)(?:-v\d(?::\d+)?)?$/.exec(name)
  if (inBedrock?.[1] !== undefined) return inBedrock[1]
  if (!name.startsWith('claude-')) return name
  return name
    .replace(/@(?:default|latest)$/, '')
    .replace('@', '-')
    .replaceAll('.', '-')
}

/**
 * The id without `-2024-08-06`, `-20250929`, `-250414` or `-latest`. A month and a day alone (`qwen-max-0428`) do not say
 * of which year: the name has often moved on to another model since, at another price.
 */
function withoutDate(id: string): string {
  if (isOutgrown.test(id)) return id
  return id.replace(/-(?:latest|(?:20[2-3]\d-?|2\d)(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01]))$/, '')
}

// Alibaba's names moved on after 2024: the versions of that year did not become cheaper with them.
const isOutgrown = /^qwen-(?:max|plus|turbo)-2024/
