'use client'

import { useRef } from 'react'
import { Icon, type IconName } from '@/components/ui/icon.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { type Theme, themes } from '@/lib/theme.ts'
import { usePreferences, useStrings } from './preferences.tsx'
import { SettingsDialog } from './settings-dialog.tsx'

const themeIcons: Readonly<Record<Theme, IconName>> = { system: 'screen', light: 'sun', dark: 'moon' }

/** Theme, language and the way to the rest, at the foot of the sidebar. */
export function Settings() {
  const { locale, theme, setLocale, setTheme } = usePreferences()
  const strings = useStrings()
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <div className="settings">
      <fieldset className="segments">
        <legend className="visually-hidden">{strings.theme}</legend>
        {themes.map((name) => (
          <label key={name} title={strings.themes[name]} data-checked={theme === name}>
            <input
              type="radio"
              name="theme"
              className="visually-hidden"
              checked={theme === name}
              onChange={() => setTheme(name)}
            />
            <Icon name={themeIcons[name]} size={16} />
            <span className="visually-hidden">{strings.themes[name]}</span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        className="text-button"
        lang={locale === 'zh' ? 'en' : 'zh-CN'}
        aria-label={strings.switchLanguage}
        onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}
      >
        {strings.otherLanguage}
      </button>
      <IconButton icon="sliders" label={strings.settings.title} onClick={() => dialog.current?.showModal()} />
      <SettingsDialog ref={dialog} />
    </div>
  )
}
