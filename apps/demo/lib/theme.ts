export const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

/** Holds the theme a visitor chose. */
export const themeCookie = 'sluice-demo-theme'

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value)
}
