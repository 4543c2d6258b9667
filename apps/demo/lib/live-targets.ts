import type { Target } from '@sluice/core'
import { anthropic, dashscope, deepseek, fromEnv, openai, qianfan } from '@sluice/next-adapter'
import { type Environment, type LiveName, liveNamesIn } from './models.ts'

/** The vendors themselves. Their keys are read from the environment, by the vendors' customary variables. */
const create: Readonly<Record<LiveName, (environment: Environment) => Target>> = {
  gpt: (environment) =>
    openai(environment.OPENAI_MODEL || 'gpt-5-mini', {
      baseUrl: environment.OPENAI_BASE_URL || undefined,
      // Named, so that it may go to that address too.
      apiKey: fromEnv('OPENAI_API_KEY'),
    }),
  claude: (environment) => anthropic(environment.ANTHROPIC_MODEL || 'claude-sonnet-5'),
  ernie: (environment) => qianfan(environment.QIANFAN_MODEL || 'ernie-4.5-turbo-128k'),
  qwen: (environment) => dashscope(environment.DASHSCOPE_MODEL || 'qwen-plus'),
  deepseek: (environment) => deepseek(environment.DEEPSEEK_MODEL || 'deepseek-flash'),
}

/** A target for every live model whose key an environment has. */
export function liveTargetsIn(environment: Environment): Readonly<Record<string, Target>> {
  return Object.fromEntries(liveNamesIn(environment).map((name) => [name, create[name](environment)]))
}
