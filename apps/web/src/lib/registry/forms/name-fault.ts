import { useTranslations } from 'use-intl/react';

/** What is wrong with the name of a service, alias or namespace, or undefined: `0-9 A-Z a-z - . / : _`. */
export type NameFault = { kind: 'missing' } | { kind: 'long' } | { kind: 'character'; character: string };

export const LONGEST_SERVICE = 128;
export const LONGEST_NAMESPACE = 64;

export function faultOfName(name: string, longest: number): NameFault | undefined {
  const bad = /[^0-9A-Za-z\-./:_]/u.exec(name);
  if (bad) return { kind: 'character', character: bad[0] };
  if (name.length > longest) return { kind: 'long' };
  return name === '' ? { kind: 'missing' } : undefined;
}

/** The fault as a sentence. */
export function useNameFault(): (fault: NameFault, what: string, longest: number) => string {
  const t = useTranslations('form');
  return (fault, what, longest) => {
    switch (fault.kind) {
      case 'missing':
        return t('missing', { what });
      case 'long':
        return t('tooLong', { n: String(longest) });
      case 'character':
        return fault.character === ' ' ? t('badSpace') : t('badCharacter', { character: fault.character });
    }
  };
}
