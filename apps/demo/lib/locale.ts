/** The languages of the site. */
export type Locale = 'zh' | 'en'

export const languageTag: Readonly<Record<Locale, string>> = { zh: 'zh-CN', en: 'en' }

/** Holds the language a visitor chose. */
export const localeCookie = 'sluice-demo-locale'

/** The language chosen before, else the first of the browser's that we speak. */
export function preferredLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (chosen === 'zh' || chosen === 'en') return chosen
  const accepted = (acceptLanguage ?? '').split(',').map((entry) => {
    const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';')
    const quality = parameters.find((parameter) => parameter.trim().startsWith('q='))?.split('=')[1]
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) || 0 }
  })
  const spoken = accepted.filter(({ language, quality }) => quality > 0 && (language === 'zh' || language === 'en'))
  const [best] = spoken.sort((one, other) => other.quality - one.quality)
  return best?.language === 'zh' ? 'zh' : 'en'
}
