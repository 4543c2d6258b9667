'use client'

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { setCookie } from '@/lib/browser/cookie.ts'
import { type Locale, languageTag, localeCookie } from '@/lib/locale.ts'
import { type Strings, strings } from '@/lib/strings.ts'
import { type Theme, themeCookie } from '@/lib/theme.ts'

interface Preferences {
  locale: Locale
  theme: Theme
  setLocale: (locale: Locale) => void
  setTheme: (theme: Theme) => void
}

const PreferencesContext = createContext<Preferences | undefined>(undefined)

interface ProviderProps {
  locale: Locale
  theme: Theme
  children: ReactNode
}

/** Language and theme. They begin as the server saw them; a choice holds at once and goes into a cookie. */
export function PreferencesProvider({ locale: firstLocale, theme: firstTheme, children }: ProviderProps) {
  const [locale, showLocale] = useState(firstLocale)
  const [theme, showTheme] = useState(firstTheme)

  const setLocale = useCallback((locale: Locale) => {
    setCookie(localeCookie, locale)
    document.documentElement.lang = languageTag[locale]
    showLocale(locale)
  }, [])
  const setTheme = useCallback((theme: Theme) => {
    setCookie(themeCookie, theme)
    document.documentElement.dataset.theme = theme
    showTheme(theme)
  }, [])

  const preferences = useMemo(() => ({ locale, theme, setLocale, setTheme }), [locale, theme, setLocale, setTheme])
  return <PreferencesContext value={preferences}>{children}</PreferencesContext>
}

export function usePreferences(): Preferences {
  const preferences = use(PreferencesContext)
  if (preferences === undefined) throw new Error('usePreferences needs a PreferencesProvider around it.')
  return preferences
}

/** What the site says, in the visitor's language. */
export function useStrings(): Strings {
  return strings[usePreferences().locale]
}
