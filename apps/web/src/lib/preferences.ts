import { useSyncExternalStore } from 'react';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** A person's choices for this browser. Absent = the system or the browser decides. */
export type Preferences = {
  language?: Language;
  theme?: 'light' | 'dark';
  contrast?: 'normal' | 'more';
  density?: 'compact' | 'comfortable';
  /** IANA name. */
  timeZone?: string;
  /** Single-letter shortcuts; they can be switched off (WCAG 2.1.4). */
  shortcuts?: boolean;
};

const KEY = 'cynosure.preferences';
const listeners = new Set<() => void>();
let current: Preferences = read();

/** The language to show: the person's choice, else the first of the browser's languages that the console speaks. */
export function languageOf(preferences: Preferences, wanted: readonly string[]): Language {
  if (preferences.language) return preferences.language;
  for (const one of wanted) {
    if (one.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (one.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

export const currentPreferences = (): Preferences => current;

/** Changes some choices; `undefined` gives one back to the system. */
export function setPreferences(change: { [Name in keyof Preferences]: Preferences[Name] | undefined }): void {
  const next: Record<string, unknown> = { ...current, ...change };
  for (const name of Object.keys(next)) if (next[name] === undefined) delete next[name];
  current = next as Preferences; // The members come from Preferences on both sides; only the absent ones are gone.
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice holds until the page is closed.
  }
  applyAppearance();
  for (const listener of listeners) listener();
}

/** Writes theme, contrast and density where the tokens read them, and follows the system's changes. */
export function followAppearance(): void {
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', applyAppearance);
  }
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    current = read();
    applyAppearance();
    for (const listener of listeners) listener();
  });
  applyAppearance();
}

function applyAppearance(): void {
  const { dataset } = document.documentElement;
  const asks = (query: string) => matchMedia(query).matches;
  dataset.theme = current.theme ?? (asks('(prefers-color-scheme: dark)') ? 'dark' : 'light');
  const more = current.contrast === 'more' || (!current.contrast && asks('(prefers-contrast: more)'));
  if (more) dataset.contrast = 'more';
  else delete dataset.contrast;
  if (current.density) dataset.density = current.density;
  else delete dataset.density;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  if (typeof localStorage === 'undefined') return {};
  try {
    return preferencesFrom(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

/** What of a stored value can be used; the rest is dropped. */
export function preferencesFrom(stored: unknown): Preferences {
  if (typeof stored !== 'object' || stored === null) return {};
  const kept: Preferences = {};
  const value = stored as Record<string, unknown>; // Checked member by member below.
  if (value.language === 'en' || value.language === 'zh-CN') kept.language = value.language;
  if (value.theme === 'light' || value.theme === 'dark') kept.theme = value.theme;
  if (value.contrast === 'normal' || value.contrast === 'more') kept.contrast = value.contrast;
  if (value.density === 'compact' || value.density === 'comfortable') kept.density = value.density;
  if (typeof value.timeZone === 'string' && isTimeZone(value.timeZone)) kept.timeZone = value.timeZone;
  if (value.shortcuts === false) kept.shortcuts = false;
  return kept;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
