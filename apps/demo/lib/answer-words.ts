import type { Section } from './docs/sections.ts'
import type { Locale } from './locale.ts'
import type { Picture } from './pictures.ts'

/** What the simulated provider says around its quotations. */
export interface AnswerWords {
  greeting: string
  thanks: string
  refusal: string
  /** Has words in it that are filtered. */
  filteredStory: string
  /** Comes to a word that ends it. */
  stoppedStory: string
  /** For questions in which values were hidden. */
  placeholders: (names: readonly string[]) => string
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
- 说“讲一个会被过滤的故事”，或“讲一个会被拦下的故事”，看看**内容过滤**怎样在流上工作
- 打开右上角的**故障**，让某个模型出错，看看回答怎样照常送达`,
  refusal: '这个问题我不能回答，我们换个话题吧。',
  filteredStory: `从前，运河边的小镇上有一位茶馆老板。白天他卖茶，夜里悄悄卖私盐。

为了瞒过税官，他在账本上把货名写得千奇百怪：有时写“私 盐”，有时写“私*盐”，高兴了还写成繁体的“私鹽”。可是每一笔账送到这里，都变成了同一句话。

税官翻完账本，喝了口茶，叹道：“好茶，就是字认不全。”

---

模型写的其实都是同一个词，规则把它连同各种变体换掉了。接着可以试试：说“讲一个会被拦下的故事”，或者打开**内容过滤**，自己定规则。`,
  stoppedStory: `从前，有位灯塔看守人在阁楼里翻出一只旧木箱。箱子里有一封信、一枚铜纽扣，还有一卷泛黄的羊皮纸。

他把油灯拨亮，慢慢展开那卷纸。海风忽然停了，连浪声都小了下去，因为那分明是一张藏宝图。图上的红叉就画在灯塔脚下，这一句你是看不到的。`,
  placeholders: (names) =>
    `你发来的内容里有这些：${names.map((name) => `**${name}**`).join('、')}。

你看得到真实的值，我却没有：送到我这里之前，它们已经换成了占位符 ${names.map(bare).join('、')}（外面还有一对尖括号）。我照抄占位符，管道再把真实的值换回来，只给你看。`,
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
- say “tell me a story that gets filtered”, or one “that gets stopped”, and watch the **content filter** work on a stream
- open **Faults** at the top right, make a model fail, and see the answer arrive nevertheless`,
  refusal: 'I cannot answer that. Let us talk about something else.',
  filteredStory: `Once upon a time an innkeeper lived by a quiet canal. By day he served tea, and by night he sold moonshine.

To fool the tax collector he spelt it differently on every page of his books: now “m-o-o-n-s-h-i-n-e”, now “ＭＯＯＮＳＨＩＮＥ”, and on merry evenings “mооnshine”, with letters that only look Latin. Yet every page arrived here with the same word in its place.

The tax collector closed the books, sipped his tea and sighed: “Lovely tea. I only wish that I could read the labels.”

---

The model wrote one word all along, and a rule replaced it in every disguise. What to try next: “tell me a story that gets stopped”, or open **Content filter** and make rules of your own.`,
  stoppedStory: `Once upon a time a lighthouse keeper found an old chest in the attic. In it lay a letter, a brass button and a roll of yellowed parchment.

He turned up the lamp and unrolled it slowly. The wind fell, and even the waves grew quiet, for there in his hands lay a treasure map. The red cross was drawn right below the lighthouse, and this sentence you will never see.`,
  placeholders: (names) =>
    `There is this in what you sent: ${names.map((name) => `**${name}**`).join(', ')}.

You see the real value, and I do not: before it reached me it became the placeholder ${names.map(bare).join(', ')}, with angle brackets around it. I repeat the placeholder, and the pipeline puts the value back, for nobody’s eyes but yours.`,
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

/** Without the brackets it is not taken for a placeholder. */
function bare(name: string): string {
  return `\`${name.slice(1, -1)}\``
}

function described({ format, bytes, width, height }: Picture): string {
  const size = width === undefined ? [] : [`${width} × ${height}`]
  return [`**${format}**`, ...size, `${Math.max(1, Math.round(bytes / 1_024))} KB`].join(', ')
}

function beginning(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 160 ? `${[...line].slice(0, 160).join('')}…` : line
}
