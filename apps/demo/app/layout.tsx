import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PreferencesProvider } from '@/components/site/preferences.tsx'
import { languageTag, localeCookie, preferredLocale } from '@/lib/locale.ts'
import { strings } from '@/lib/strings.ts'
import { isTheme, themeCookie } from '@/lib/theme.ts'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/shell.css'
import '@/styles/sidebar.css'
import '@/styles/conversation.css'
import '@/styles/composer.css'
import '@/styles/markdown.css'
import '@/styles/side-panel.css'
import '@/styles/faults.css'
import '@/styles/usage.css'
import '@/styles/settings.css'
import '@/styles/filter.css'
import '@/styles/filter-results.css'

/** What the browser asks for, and what was chosen here before: read on the server, so that the first paint is right. */
async function readPreferences() {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const theme = jar.get(themeCookie)?.value
  return {
    locale: preferredLocale(jar.get(localeCookie)?.value, head.get('accept-language')),
    theme: isTheme(theme) ? theme : 'system',
  } as const
}

export async function generateMetadata(): Promise<Metadata> {
  const { locale } = await readPreferences()
  return { title: strings[locale].siteTitle, description: strings[locale].siteDescription }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#121416' },
  ],
}

export default async function Layout({ children }: { children: ReactNode }) {
  const preferences = await readPreferences()
  return (
    <html lang={languageTag[preferences.locale]} data-theme={preferences.theme} suppressHydrationWarning>
      <body>
        <PreferencesProvider {...preferences}>{children}</PreferencesProvider>
      </body>
    </html>
  )
}
