/** The models whose address is not their name. */
const endpoints: Readonly<Record<string, string>> = {
  'ernie-4.0-8k': 'completions_pro',
  'ernie-4.0-8k-preemptible': 'completions_pro_preemptible',
  'ernie-bot-4': 'completions_pro',
  'ernie-3.5-8k': 'completions',
  'ernie-3.5-8k-preemptible': 'completions_preemptible',
  'ernie-bot': 'completions',
  'ernie-bot-8k': 'ernie_bot_8k',
  'ernie-speed': 'ernie_speed',
  'ernie-speed-8k': 'ernie_speed',
  'ernie-lite-8k-0922': 'eb-instant',
  'ernie-lite-8k-0308': 'ernie-lite-8k',
  'ernie-bot-turbo': 'eb-instant',
  'ernie-character-8k': 'ernie-char-8k',
  'ernie-functions-8k': 'ernie-func-8k',
  'yi-34b-chat': 'yi_34b_chat',
}

/**
 * The last part of a model's address.
 *
 * @throws RangeError for one that would lead elsewhere.
 */
export function baiduV1Endpoint(model: string, endpoint?: string | undefined): string {
  const chosen = endpoint ?? byName(model)
  if (/^[a-z0-9][\w.-]*$/i.test(chosen)) return chosen
  const option = endpoint === undefined ? 'model' : 'endpoint'
  throw new RangeError(`baiduV1: ${option} must be a name of letters, digits, "-", "_" and ".", got "${chosen}"`)
}

function byName(model: string): string {
  const name = model.toLowerCase()
  if (Object.hasOwn(endpoints, name)) return endpoints[name] ?? name
  // All of Baidu's own addresses are in lower case; a deployment of one's own is whatever it was called.
  return name.startsWith('ernie-') ? name : model
}
