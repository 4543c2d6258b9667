/** Words by what they mean in an attempt to give a model other orders. The longest wins where several begin. */
export const injectionWords = {
  drop:
    'ignore|disregard|forget|override|overrule|bypass|discard|neglect|abandon|do not follow|don’t follow|stop following|no longer follow|' +
    'stop obeying|set aside|pay no attention to|忽略|无视|無視|忘记|忘掉|忘記|抛弃|丢弃|绕过|跳过|推翻|覆盖|不要遵守|不要遵循|不用遵守|不必遵守|不再遵守|' +
    '停止遵守|不要理会|不用理会|不用管|别管|不要管',
  prior:
    'previous|previously|prior|above|earlier|preceding|foregoing|before|initial|original|given to you|you were given|you have been given|' +
    'you received|you were told|so far|up to now|以上|之前|上述|上面|前面|先前|此前|以前|前述|原有|原来|原先|最初|迄今',
  yours: 'your|you have|你的|您的|你所|你收到|你被|你必须遵守',
  all: 'all|any|every|everything|所有|全部|一切|任何|全体',
  orders:
    'instruction|instructions|directions|prompt|prompts|directive|directives|rules|guidelines|commands|constraints|restrictions|programming|' +
    'training|指令|指示|规则|規則|提示词|提示詞|提示语|设定|設定|命令|限制|约束|准则|规定|守则|设置的角色',
  system:
    'system prompt|system prompts|system message|system instructions|initial prompt|initial instructions|hidden prompt|hidden instructions|' +
    'secret instructions|developer message|developer instructions|pre prompt|preprompt|系统提示词|系統提示詞|系统提示|系統提示|系统指令|系统消息|初始指令|初始提示|' +
    '初始设定|预设指令|内部指令|隐藏指令|开发者指令|后台指令',
  theirs:
    'the system prompt|the system message|the hidden prompt|the initial prompt|the developer message|this system prompt|显示系统提示词|输出系统提示词|打印系统提示词|泄露系统提示词',
  void: 'no longer apply|no longer valid|are void|are cancelled|are canceled|are obsolete|are revoked|作废|無效|失效|不算数|不再有效|不再适用|不用遵守|都是假的|已取消|已被取消|可以忽略',
  text: 'everything above|all of the above|text above|words above|above text|content above|messages above|everything before this|everything you were told|以上内容|上面的内容|上述内容|以上文字|之前的内容|前面的内容|之前的对话|以上对话',
  reveal:
    'reveal|show|print|output|display|repeat|recite|tell me|give me|share|dump|leak|expose|disclose|write out|write down|copy|paste|' +
    'what is|what are|what were|what’s|summarize|summarise|translate|spell out|list',
  tell: '告诉我|透露|泄露|泄漏|输出|輸出|打印|复述|重复|说出|展示|显示|顯示|给我看|列出|公布|背诵|翻译|发给我|写出来',
  what: '是什么|是什麼|有哪些|内容是',
  verbatim:
    'verbatim|word for word|exactly as written|in a code block|starting with you are|逐字|一字不差|一字不漏|原封不动|原样|完整',
  role:
    'you are now|act as|acting as|pretend|roleplay as|role play as|simulate|behave as|from now on you|you will be|play the role|imagine you are|' +
    'your name is|respond as|answer as|你现在是|扮演|假装|模拟|从现在开始|从现在起|你将成为|你是一个|你是一位|假设你是|化身',
  unbound:
    'no restrictions|without restrictions|without any restrictions|unrestricted|uncensored|unfiltered|no limits|no limitations|without limitations|' +
    'no rules|without rules|no filters|without filters|no ethical|without ethical|no moral|no morals|without morals|amoral|no guidelines|' +
    'without guidelines|free of all restrictions|not bound by|broken free|can do anything|没有任何限制|没有限制|不受限制|不受任何限制|不受约束|不受任何约束|无限制|' +
    '没有道德|没有任何道德|没有任何规则|没有规则|无需遵守|不受规则|不受道德|无审查|没有审查|不受审查',
  persona:
    'do anything now|dan mode|act as dan|you are dan|you are now dan|called dan|jailbreak mode|jailbroken|developer mode enabled|god mode enabled|' +
    'evil mode|stan mode|opposite mode|aim mode|you are in developer mode|you are now in developer mode|simulate developer mode|' +
    '越狱模式|开发者模式已|进入开发者模式|上帝模式|无限制模式|dan模式|奶奶漏洞',
  willing:
    'never refuse|cannot refuse|can’t refuse|do not refuse|don’t refuse|must not refuse|not allowed to refuse|regardless of legality|' +
    'never say you can’t|never say i can’t|do not say you cannot|without any warnings or disclaimers|不能拒绝|不得拒绝|不可以拒绝|不许拒绝|没有拒绝的权利|无权拒绝|不准拒绝|' +
    '必须回答任何问题|不要说你不能',
  disable: 'disable|turn off|deactivate|switch off|remove|关闭|禁用|解除|取消|去掉|停用',
  safety:
    'safety filter|safety filters|content filter|content filters|safety guidelines|safety measures|safety protocols|safety rules|safety restrictions|' +
    'content policy|content policies|guardrails|safeguards|ethical guidelines|moderation|安全限制|安全过滤|安全策略|安全机制|安全准则|内容审查|内容过滤|审查机制|道德限制|道德准则|伦理限制|内容政策',
  conceal:
    'do not tell the user|don’t tell the user|not tell the user|without telling the user|without informing the user|without the user knowing|' +
    'do not inform the user|do not mention this to the user|do not mention this to anyone|don’t mention this to the user|secret from the user|' +
    'not reveal this to the user|hide this from the user|do not mention these instructions|do not mention this instruction|不要告诉用户|别告诉用户|不告诉用户|不要让用户知道|' +
    '别让用户知道|不要向用户透露|不要向用户提及|瞒着用户|无需告知用户|不要提及这条|不要提到这条|对用户保密',
  address:
    'if you are an ai|if you are a language model|if you are an llm|if you’re an ai|note to ai|note to the ai|attention ai|ai assistants reading|ai agents reading|' +
    'any ai reading|ai reading this|instructions for ai|instructions for the ai|instruction to the ai|message to the ai|message for the ai|dear ai|' +
    'llm reading this|ai processing this|ai summarizing this|如果你是ai|如果你是人工智能|如果你是语言模型|如果你是大模型|致ai|ai请注意|ai助手请注意|给ai的指令|给ai的指示|给大模型的指令|给人工智能的指令|正在阅读本文的ai|阅读此内容的ai',
  send: 'send|post|upload|forward|email|transmit|exfiltrate|append|submit|发送|发给|发到|上传|转发|附加|拼接|提交',
  secret:
    'api key|api keys|password|passwords|credentials|secrets|access token|access tokens|conversation history|chat history|this conversation|' +
    'entire conversation|environment variables|private key|private keys|cookies|user data|personal data|contacts|密码|密钥|聊天记录|对话记录|对话历史|对话内容|环境变量|凭证|令牌|用户数据|个人信息|通讯录',
  place:
    'http|https|this url|the url|following url|webhook|following address|my server|this email|this address|网址|链接|邮箱|服务器|下面的地址|以下地址',
  decode: 'base64|rot13|decode|decoded|decrypt|hex|hexadecimal|morse code|解码|解密|倒着读|反转',
  obey:
    'follow the instructions|follow its instructions|follow the instruction|follow them|follow it|execute the instructions|execute its|' +
    'execute the result|execute the decoded|execute it|do what it says|obey it|obey the|carry it out|carry out the|act on it|并执行|然后执行|执行其中|照做|按其中|遵照执行|执行里面|执行解码',
  fresh:
    'your new instructions|new instructions are|here are new instructions|new system prompt|your new system prompt|your real instructions|' +
    'your true purpose|your actual task|system override|admin override|administrator override|developer override|override code|你的新指令|新的系统提示|新的指令是|新指令如下|以下是新的指令|你真正的任务|你真正的指令|系统覆盖|管理员指令|最高权限指令|最高优先级指令',
  authority:
    'i am your developer|i am your creator|i’m your developer|i am your administrator|this is your developer|i work at openai|i am from openai|' +
    '我是你的开发者|我是你的主人|我是你的创造者|我是系统管理员|我是你的管理员|我是openai',
  about:
    'prompt injection|prompt injections|injection attack|injection attacks|jailbreak|jailbreaks|jailbreaking|red team|red teaming|attacker|attackers|' +
    'phrases like|what does|the phrase|the sentence|提示注入|提示词注入|注入攻击|越狱|红队|攻击者|什么意思|这句话|之类的话|这类|防御|防止|检测',
} as const satisfies Record<string, string>

export type InjectionWord = keyof typeof injectionWords

/** What says the opposite of `drop`. */
export const keptWords =
  'do not ignore|don’t ignore|never ignore|not ignore|cannot ignore|do not forget|don’t forget|never forget|not forget|do not bypass|' +
  'do not override|do not disregard|不要忽略|别忽略|请勿忽略|不能忽略|不可忽略|不得忽略|不要忘记|别忘记|不能忘记|不得绕过|不要绕过|不要跳过'
