import assert from 'node:assert/strict'
import { splitText } from '@sluice/core'

const text = `水闸是控制水流的闸门。它建在河道和渠道上，开闸放水，关闸挡水！古人说：“水能载舟，亦能覆舟。”今天的水闸大多用电动机启闭。

A sluice is a gate that controls the flow of water. Dr. Smith has counted 3.5 million of them. Most are opened by hand, e.g. in rice fields.`

const pieces = splitText(text, { maxTokens: 40, overlapTokens: 15, model: 'qwen-plus' })
for (const { start, end, tokens, text } of pieces) console.log(`${start}–${end}, ${tokens} tokens: ${text.trim()}`)

// Without overlap, the pieces joined are the text.
const apart = splitText(text, { maxTokens: 40 })
assert.equal(apart.map((piece) => piece.text).join(''), text)
