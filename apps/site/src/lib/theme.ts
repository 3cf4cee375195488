/** The reader's choice of light or dark, kept in a cookie so that the first byte already has it. */
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
export const THEME_COOKIE = 'causerie-theme'

export const themeOf = (value: unknown): Theme => THEMES.find((theme) => theme === value) ?? 'auto'
