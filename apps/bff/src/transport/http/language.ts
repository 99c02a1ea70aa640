import { codeOf } from '@cynosure/shared/codes.ts';
import { infosInChinese } from './info-zh.ts';
import { nameOf } from './reply.ts';

type Language = 'en' | 'zh';

/** The language of `info`: the query parameter `lang`, else the best of Accept-Language, else English. */
export const languageOf = (lang: string | null, acceptLanguage: string | undefined): Language =>
  knownLanguage(lang ?? '') ?? bestOf(acceptLanguage ?? '') ?? 'en';

/**
 * The sentence in another language. Only the code's own text is translated, never one with details and never
 * that of a success (contract/http-naming.md §1.1).
 */
export function translated(code: number, info: string, language: Language): string {
  const name = nameOf(code);
  const own = codeOf(name);
  if (name === 'ExecuteSuccess' || info !== own.info) return info;
  if (language === 'zh') return infosInChinese[name] ?? info;
  return own.infoEn ?? info;
}

function knownLanguage(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0];
  return primary === 'zh' || primary === 'en' ? primary : undefined;
}

function bestOf(header: string): Language | undefined {
  const wishes = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const quality = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
      return { language: knownLanguage(tag), quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter((wish) => wish.language !== undefined && wish.quality > 0);
  // Array.prototype.sort is stable: of equal wishes the first one counts.
  return wishes.sort((a, b) => b.quality - a.quality)[0]?.language;
}
