import { describe, expect, it } from 'vitest'
import { traditional } from './traditional.ts'

const { from, to } = traditional
const simplifiedOf = new Map(Array.from(from, (character, index) => [character, to[index]!]))
const simplify = (text: string) => Array.from(text, (character) => simplifiedOf.get(character) ?? character).join('')

describe('traditional', () => {
  it('has one simplified character for each traditional one, all of Unicode’s first block', () => {
    expect(from).toHaveLength(to.length)
    expect(from.length).toBeGreaterThan(2_800)
    expect(simplifiedOf.size).toBe(from.length)
    for (const text of [from, to]) expect(text).toMatch(/^[\u4e00-\u9fff]+$/)
  })

  it('leaves simplified text as it is, so that one look is enough', () => {
    expect(simplify(to)).toBe(to)
    const text = '我们在台湾和香港借了贷款，后来发现干净的面条里没有几只头发。他说着什么，于是复制了网络上的钟。'
    expect(simplify(text)).toBe(text)
  })

  it.each([
    ['貸款與鈔票', '贷款与钞票'],
    ['賭場開獎', '赌场开奖'],
    ['後面發現頭髮', '后面发现头发'],
    ['裡裏臺台', '里里台台'],
    ['乾淨能幹', '干净能干'],
    ['這個國家的歷史與經濟發展', '这个国家的历史与经济发展'],
    ['為爲衛衞說説', '为为卫卫说说'],
    ['龍門飛鳥魚龜齊齒', '龙门飞鸟鱼龟齐齿'],
  ])('knows %s as %s', (text, simplified) => {
    expect(simplify(text)).toBe(simplified)
  })

  it('knows what only Taiwan or Hong Kong writes', () => {
    expect(simplify('看著枱面的粧')).toBe('看着台面的妆')
  })

  it('turns an everyday text wholly into simplified characters', () => {
    const text =
      '人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。任何人不得使為奴隸或奴役；一切形式的奴隸制度和奴隸買賣，均應予以禁止。'
    const simplified =
      '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。任何人不得使为奴隶或奴役；一切形式的奴隶制度和奴隶买卖，均应予以禁止。'
    expect(simplify(text)).toBe(simplified)
  })
})
