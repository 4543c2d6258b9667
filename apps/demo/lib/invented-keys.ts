/** Credentials that only the simulators know. They have the form of real ones, and are kept from browsers like real ones. */
export const inventedKeys = {
  openai: 'sk-invented-openai-5d0e9c17',
  anthropic: 'sk-ant-invented-b7714f2e',
  qianfan: 'bce-v3/ALTAK-invented-3c88e0/9f41d6a2c05b',
  qianfanAccessKey: 'ALTAK-invented-61be07',
  qianfanSecretKey: 'invented-secret-e2d94c58',
  dashscope: 'sk-invented-dashscope-08a3f6bd',
  deepseek: 'sk-invented-deepseek-c92b1e40',
} as const
