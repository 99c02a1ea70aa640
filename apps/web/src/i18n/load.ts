import type {} from 'use-intl';
import type { Language } from '../lib/preferences.ts';
import type { en } from './en.ts';
import type { Translated } from './messages.ts';

export type Messages = typeof en;

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: Messages;
  }
}

const loaded = new Map<Language, Promise<Messages>>();

/** The messages of a language; a browser fetches only the one it shows. */
export function loadMessages(language: Language): Promise<Messages> {
  const known = loaded.get(language);
  if (known) return known;
  const loading =
    language === 'zh-CN'
      ? import('./zh.ts').then(({ zh }) => asMessages(zh))
      : import('./en.ts').then(({ en }) => en);
  loaded.set(language, loading);
  return loading;
}

// Keys are equal by type; only the sentences differ, which the typed arguments come from in English.
const asMessages = (translated: Translated<Messages>): Messages => translated as unknown as Messages;
