import type { BulkEdit } from '@cynosure/shared/console/bulk.ts';
import type { SheetKind } from '../../../lib/sheet-address.ts';

/** Sheets that change a frozen selection, and the one of a bulk command that runs. */
const kinds = ['weight', 'ttl', 'labels', 'check', 'deregister', 'bulk'] as const;
export type BulkKind = (typeof kinds)[number];
/** Those with fields to be filled in. */
export type EditKind = 'weight' | 'ttl' | 'labels' | 'check';

export const isBulk = (kind: SheetKind): kind is BulkKind => kinds.some((one) => one === kind);

/** One line of the labels form. Without a value the label is taken away. */
export type LabelLine = { key: string; value: string; remove: boolean };

export type BulkDraft = {
  weight: string;
  ttl: string;
  checked: boolean | undefined;
  labels: readonly LabelLine[];
};

export const noDraft: BulkDraft = {
  weight: '',
  ttl: '',
  checked: undefined,
  labels: [{ key: '', value: '', remove: false }],
};

const MOST_LABEL_KEY = 128;
const MOST_LABEL_VALUE = 4096;

export type LabelFault = 'double' | 'internal' | 'keyLength' | 'valueLength' | 'slash';

/** What is wrong with a line of the labels form. */
export function labelFault(lines: readonly LabelLine[], index: number): LabelFault | undefined {
  const { key, value } = lines[index] ?? { key: '', value: '' };
  if (key === '') return undefined;
  if (lines.findIndex((one) => one.key === key) !== index) return 'double';
  if (key.startsWith('internal-')) return 'internal';
  if (key.includes('/')) return 'slash';
  if (key.length > MOST_LABEL_KEY) return 'keyLength';
  return value.length > MOST_LABEL_VALUE ? 'valueLength' : undefined;
}

/** A whole number in its range, or undefined where the text is none. */
export function wholeIn(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** The fields that a draft asks for; undefined while something of it is missing or cannot be. */
export function editsOf(kind: EditKind, draft: BulkDraft): BulkEdit[] | undefined {
  switch (kind) {
    case 'weight': {
      const value = wholeIn(draft.weight, 0, 10_000);
      return value === undefined ? undefined : [{ path: '/weight', value }];
    }
    case 'ttl': {
      const value = wholeIn(draft.ttl, 1, 60);
      return value === undefined ? undefined : [{ path: '/ttlSeconds', value }];
    }
    case 'check':
      return draft.checked === undefined ? undefined : [{ path: '/checked', value: draft.checked }];
    case 'labels': {
      const lines = draft.labels.filter(({ key }) => key !== '');
      if (lines.length === 0 || draft.labels.some((_, index) => labelFault(draft.labels, index)))
        return undefined;
      return lines.map(({ key, value, remove }) => ({
        path: `/labels/${key}`,
        value: remove ? null : value,
      }));
    }
  }
}

/** The draft that asks for given edits: a retry begins with what was asked. */
export function draftOf(edits: readonly BulkEdit[]): { kind: EditKind; draft: BulkDraft } | undefined {
  const [first] = edits;
  if (first === undefined) return undefined;
  if (first.path === '/weight') return { kind: 'weight', draft: { ...noDraft, weight: String(first.value) } };
  if (first.path === '/ttlSeconds') return { kind: 'ttl', draft: { ...noDraft, ttl: String(first.value) } };
  if (first.path === '/checked')
    return { kind: 'check', draft: { ...noDraft, checked: first.value === true } };
  const labels = edits.map(({ path, value }) => ({
    key: path.slice('/labels/'.length),
    value: typeof value === 'string' ? value : '',
    remove: value === null,
  }));
  return { kind: 'labels', draft: { ...noDraft, labels } };
}
