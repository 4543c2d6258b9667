import type { Section } from './docs/sections.ts'
import type { Locale } from './locale.ts'
import type { Picture } from './pictures.ts'

/** What the simulated provider says around its quotations. */
export interface AnswerWords {
  greeting: string
  thanks: string
  refusal: string
  unknown: string
  noDocs: string
  simulated: string
  from: (section: Section) => string
  alsoSee: string
  topics: string
  pictures: (pictures: readonly Picture[]) => string
  textFile: (file: { name: string; text: string }) => string
  thoughts: (facts: Thoughts) => string
}

/** What went on before an answer. */
export interface Thoughts {
  question: string
  words: readonly string[]
  found: readonly Section[]
}

const zh: AnswerWords = {
  greeting: `你好！我可以回答关于 **Sluice** 的问题：它是装进 React 和 Next.js 应用里的大模型网关。

你可以这样试试：

- 问一个具体的问题，比如“怎样在 Next.js 应用里加上聊天？”
- 加一句“写长一点”，然后点**停止**，再点**继续生成**，从断开的地方接着写
- 回答到一半时刷新页面、断开网络，或在第二个标签页打开它：回答都会继续
- 回答还没结束就发下一条：它会排队；编辑问题或重新生成：旧版本都还在
- 粘贴或拖入一张图片、一个文本文件
- 换一个模型：**Claude**、**DeepSeek** 和 **GPT-5** 会先思考，看看思考过程如何展示
- 换成**文心 ERNIE**，发送“触发安全审核”：服务商会要求重新开始对话
- 打开右上角的**故障**，让某个模型出错，看看回答怎样照常送达`,
  refusal: '这个问题我不能回答，我们换个话题吧。',
  thanks: '不客气！还想了解什么，尽管问。',
  unknown: '文档里没有找到合适的内容。我只了解 Sluice 本身，换个说法，或者问问下面这些：',
  noDocs: '这里没有找到文档，所以暂时答不上来。文档应当在仓库的 `docs/` 目录下，也可以用 `DOCS_DIR` 指定。',
  simulated:
    '> 这是模拟的模型，只会引用文档。设置厂商的密钥（例如环境变量 `OPENAI_API_KEY`）并重启，就能换成真实模型。',
  from: ({ page, file }) => `*出自《${page}》（\`${file}\`）*`,
  alsoSee: '还可以看看：',
  topics: '我了解这些主题：',
  pictures: (pictures) =>
    `收到了 ${pictures.length} 张图片：\n\n${pictures.map((picture) => `- ${described(picture)}`).join('\n')}\n\n我是模拟的模型，看不见画面，只能说出文件的格式和大小。换成真实的模型，收到的就是同样的数据。`,
  textFile: ({ name, text }) =>
    `收到了 \`${name}\`，共 ${text.split('\n').length} 行，开头是：\n\n> ${beginning(text)}`,
  thoughts: ({ question, words, found }) => {
    const [best, ...others] = found
    const start = `用户问的是“${question}”。关键的词是${words.map((word) => `“${word}”`).join('、') || '……似乎没有'}。先在文档里找一找。\n\n`
    if (best === undefined) return `${start}没有哪一节谈到这些。与其猜测，不如直说，再列出我了解的主题。`
    const rest = others.slice(0, 2).map(({ heading }) => `“${heading}”`)
    const more = rest.length > 0 ? `${rest.join('和')}也有关系，可以放在最后供参考。` : '其他章节关系不大。'
    return `${start}最贴切的是《${best.page}》里的“${best.heading}”。${more}\n\n原文写得很清楚，直接引用比转述更可靠，并注明出处。`
  },
}

const en: AnswerWords = {
  greeting: `Hello! I answer questions about **Sluice**, the LLM gateway that lives inside a React and Next.js app.

Things to try:

- ask something definite, such as “How do I add a chat to my Next.js app?”
- add “write long”, press **stop**, then **Continue**: it goes on where it ended
- reload the page in the middle of an answer, lose your network, or open it in a second tab: it goes on
- send the next question before the answer has ended: it queues; edit a question or regenerate: earlier versions stay
- paste or drop a picture or a text file
- switch models: **Claude**, **DeepSeek** and **GPT-5** think first, to show how reasoning looks
- switch to **ERNIE** and say “trigger the safety check”: the provider asks to start afresh
- open **Faults** at the top right, make a model fail, and see the answer arrive nevertheless`,
  refusal: 'I cannot answer that. Let us talk about something else.',
  thanks: 'You are welcome. Ask away if there is more.',
  unknown:
    'Nothing in the documentation fits that. I only know Sluice itself: put it differently, or pick one of these:',
  noDocs:
    'There is no documentation here, so I cannot answer. It should be in the repository’s `docs/` folder, or where `DOCS_DIR` says.',
  simulated:
    '> This is a simulated model that only quotes the documentation. Set a vendor’s key, such as `OPENAI_API_KEY`, in the environment and restart to talk to a real one.',
  from: ({ page, file }) => `*From “${page}” (\`${file}\`)*`,
  alsoSee: 'Related:',
  topics: 'Topics I know about:',
  pictures: (pictures) =>
    `${pictures.length === 1 ? 'One picture has' : `${pictures.length} pictures have`} arrived:\n\n${pictures.map((picture) => `- ${described(picture)}`).join('\n')}\n\nI am a simulated model: I cannot see what they show, only what kind of files they are. A real model would get the same data.`,
  textFile: ({ name, text }) =>
    `\`${name}\` has arrived. It has ${text.split('\n').length} lines and begins with:\n\n> ${beginning(text)}`,
  thoughts: ({ question, words, found }) => {
    const [best, ...others] = found
    const start = `The question is “${question}”. The words that matter: ${words.join(', ') || 'none, it seems'}. Let me look through the documentation.\n\n`
    if (best === undefined) {
      return `${start}No section speaks of this. Better to say so than to guess, and to list what I do know.`
    }
    const rest = others.slice(0, 2).map(({ heading }) => `“${heading}”`)
    const more = rest.length > 0 ? `${rest.join(' and ')} could be useful as well: I will name them at the end. ` : ''
    return `${start}“${best.heading}” in “${best.page}” comes closest. ${more}\n\nThe text is clear as it stands, so quoting it is more reliable than retelling it. I will say where it is from.`
  },
}

export const answerWords: Readonly<Record<Locale, AnswerWords>> = { zh, en }

function described({ format, bytes, width, height }: Picture): string {
  const size = width === undefined ? [] : [`${width} × ${height}`]
  return [`**${format}**`, ...size, `${Math.max(1, Math.round(bytes / 1_024))} KB`].join(', ')
}

function beginning(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 160 ? `${[...line].slice(0, 160).join('')}…` : line
}
