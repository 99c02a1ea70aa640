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

/** The messages of a language; a browser fetches only the one it shows. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'zh-CN' ? asMessages((await import('./zh.ts')).zh) : (await import('./en.ts')).en;
}

// Keys are equal by type; only the sentences differ, which the typed arguments come from in English.
const asMessages = (translated: Translated<Messages>): Messages => translated as unknown as Messages;
