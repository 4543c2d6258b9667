/** The language in which to speak to a model of this text: Chinese if a good part of its letters are Han characters. */
export function languageOf(text: string): 'zh' | 'en' {
  // The beginning tells, and a book is not read for it.
  const sample = text.slice(0, 2_000)
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0
  const kana = sample.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
  const words = sample.match(/\p{Script=Latin}+/gu)?.length ?? 0
  return han > 0 && han > 3 * kana && han >= words ? 'zh' : 'en'
}
