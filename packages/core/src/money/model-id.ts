/**
 * The ids under which a model may stand in a price list, the best first and all in lower case: the id as it is, without
 * the names of gateways and hosts before it, and without the date after it. An id is never cut anywhere else, so that
 * `gpt-5-mini` is not taken for `gpt-5`, and neither a model tuned by a user (`ft:…`) nor an offer of a gateway (`…:free`)
 * for the model it comes from.
 */
export function modelIds(model: string): readonly string[] {
  const name = model.trim().toLowerCase()
  if (name === '' || name.length > longestId) return []
  const local = withoutHost(name)
  const ids = [name, local]
  const plain = asVendorWrites(local)
  // What has a colon left is not what the vendor sells under that name.
  if (!plain.includes(':')) ids.push(plain, undated(plain))
  return [...new Set(ids)]
}

/** Who sends the bill for a provider's name in events; the name itself, in lower case, where it is none of ours. */
export function billerOf(provider: string): string {
  const name = provider.trim().toLowerCase()
  return billers.get(name) ?? name
}

const longestId = 256

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

/** The id without `-2024-08-06`, `-20250929`, `-250414`, `-0923` or `-latest`, where that is a date. */
function undated(id: string): string {
  return id.replace(/-(?:latest|(?:20[2-3]\d-?|2\d)?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01]))$/, '')
}
