import { createPipeline, generate } from '@sluice/core'
import { simulatedProvider } from '@sluice/core/testing'
import { openai, rotating, type Secret } from '@sluice/next-adapter'

/** What is needed of `SecretsManager` of `@aws-sdk/client-secrets-manager`. */
interface SecretsManager {
  getSecretValue(input: { SecretId: string }): Promise<{ SecretString?: string | undefined }>
}

/** What is needed of `KMS` of `@aws-sdk/client-kms`. */
interface Kms {
  decrypt(input: { CiphertextBlob: Uint8Array }): Promise<{ Plaintext?: Uint8Array | undefined }>
}

/** A secret of AWS Secrets Manager, read anew every five minutes. */
function awsSecret(client: SecretsManager, secretId: string): Secret {
  return rotating(async () => (await client.getSecretValue({ SecretId: secretId })).SecretString ?? '')
}

/** A key that stands encrypted in the environment, in base64. It is decrypted once. */
function kmsSecret(client: Kms, variable: string): Secret {
  return rotating(
    async () => {
      const encrypted = Buffer.from(process.env[variable] ?? '', 'base64')
      const { Plaintext } = await client.decrypt({ CiphertextBlob: encrypted })
      return new TextDecoder().decode(Plaintext)
    },
    { ttlMs: Number.POSITIVE_INFINITY },
  )
}

// Take the place of AWS: `new SecretsManager({})` and `new KMS({})` of the SDK fit as they are.
const secretsManager: SecretsManager = {
  getSecretValue: async ({ SecretId }) => ({ SecretString: `no-real-key-of-${SecretId}` }),
}
const kms: Kms = { decrypt: async ({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }) }
process.env.OPENAI_KEY_ENCRYPTED = Buffer.from('no-real-key-decrypted').toString('base64')

const fetch = simulatedProvider({ answer: ({ headers }) => `sent ${headers.get('authorization')}` })
const pipeline = createPipeline({
  targets: {
    gpt: openai('gpt-5', { apiKey: awsSecret(secretsManager, 'prod/openai'), fetch }),
    mini: openai('gpt-5-mini', { apiKey: kmsSecret(kms, 'OPENAI_KEY_ENCRYPTED'), fetch }),
  },
})
for (const target of ['gpt', 'mini']) console.log((await generate(pipeline, { target, prompt: 'Hello' })).text)
