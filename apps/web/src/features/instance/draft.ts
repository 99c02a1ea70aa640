import type { FieldPatch } from '@cynosure/shared/console/edit.ts';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import { faultsOfLabels, type LabelRow, labelsOfRows } from '../../lib/registry/forms/labels-draft.ts';
import { type FieldName, fieldNames, pathOfField, pathOfLabel, valueAt } from './fields.ts';

/**
 * What somebody has typed, apart from what the registry says. Only fields that were touched are in it; `seen` is
 * what each had when the editor opened, so that nobody's change is overwritten unseen (console/spec.md §7).
 */
export type Draft = {
  /** As typed; switches as booleans. */
  fields: Partial<Record<FieldName, string | boolean>>;
  /** All labels as lines, once one was touched. */
  labels?: LabelRow[];
  /** What to do about a field that somebody else has changed, and the value of theirs that the choice was made on. */
  choices: Record<string, { choose: 'theirs' | 'mine'; on: unknown }>;
};

export const emptyDraft: Draft = { fields: {}, choices: {} };

export type Fault = 'ttl' | 'weight' | 'priority' | 'long';

const LONGEST_TEXT = 128;

/** A value that somebody wants, or why it cannot be. */
export type Wanted = { path: string; value: unknown };
export type Wrong = { at: FieldName; fault: Fault };

/** What the draft asks for, compared with `base`; untouched and unchanged fields are not in it. */
export function wantedOf(
  draft: Draft,
  base: Instance,
): { wanted: Wanted[]; wrong: Wrong[]; wrongLabels: boolean } {
  const wanted: Wanted[] = [];
  const wrong: Wrong[] = [];
  const checked = draft.fields.checked ?? base.checked;
  for (const name of fieldNames) {
    const typed = draft.fields[name];
    if (typed === undefined) continue;
    // Without a check there is no TTL; with one, health is the checker's.
    if ((name === 'ttlSeconds' && !checked) || (name === 'healthy' && checked)) continue;
    const read = readField(name, typed);
    if ('fault' in read) wrong.push({ at: name, fault: read.fault });
    else if (read.value !== valueAt(base, pathOfField(name)))
      wanted.push({ path: pathOfField(name), value: read.value });
  }
  if (draft.labels) wanted.push(...labelsWanted(draft.labels, base));
  return { wanted, wrong, wrongLabels: faultsOfLabels(draft.labels ?? []).size > 0 };
}

function readField(name: FieldName, typed: string | boolean): { value: unknown } | { fault: Fault } {
  if (typeof typed === 'boolean') return { value: typed };
  const text = typed.trim();
  switch (name) {
    case 'ttlSeconds':
      return whole(text, 1, 60, 'ttl');
    case 'weight':
      return whole(text, 0, 10_000, 'weight');
    case 'priority':
      return whole(text, 0, 0x7fff_ffff, 'priority');
    default:
      return text.length > LONGEST_TEXT ? { fault: 'long' } : { value: text };
  }
}

function whole(
  text: string,
  least: number,
  most: number,
  fault: Fault,
): { value: number } | { fault: Fault } {
  const value = Number(text);
  return /^\d{1,10}$/.test(text) && value >= least && value <= most ? { value } : { fault };
}

function labelsWanted(rows: readonly LabelRow[], base: Instance): Wanted[] {
  const mine = new Map(Object.entries(labelsOfRows(rows)));
  const wanted: Wanted[] = [];
  for (const key of Object.keys(base.labels ?? {}))
    if (!mine.has(key)) wanted.push({ path: pathOfLabel(key), value: null });
  for (const [key, value] of mine)
    if (valueAt(base, pathOfLabel(key)) !== value) wanted.push({ path: pathOfLabel(key), value });
  return wanted;
}

/** A field that somebody else gave another value while it was edited here. */
export type FieldConflict = {
  path: string;
  seen: unknown;
  theirs: unknown;
  mine: unknown;
  choice?: 'theirs' | 'mine';
};

/** What comes of a draft, given what the registry says now. */
export type Outcome = {
  conflicts: FieldConflict[];
  /** Changes to be sent, each with the value that it replaces. */
  changes: { path: string; seen: unknown; value: unknown }[];
};

export function outcomeOf(
  draft: Draft,
  wanted: readonly Wanted[],
  base: Instance,
  current: Instance,
): Outcome {
  const conflicts: FieldConflict[] = [];
  const changes: Outcome['changes'] = [];
  for (const { path, value } of wanted) {
    const seen = valueAt(base, path);
    const theirs = valueAt(current, path);
    if (theirs === value) continue;
    if (theirs === seen) {
      changes.push({ path, seen, value });
      continue;
    }
    const chosen = draft.choices[path];
    // A choice holds for the value that it was made on.
    const choice = chosen && chosen.on === theirs ? chosen.choose : undefined;
    conflicts.push({ path, seen, theirs, mine: value, ...(choice ? { choice } : {}) });
    if (choice === 'mine') changes.push({ path, seen: theirs, value });
  }
  return { conflicts, changes };
}

/** A JSON Patch of the changes alone; null takes a label away. */
export const patchOf = (changes: Outcome['changes']): FieldPatch =>
  changes.flatMap(({ path, seen, value }) => [
    { op: 'test', path, value: seen ?? null } as const,
    value === null ? ({ op: 'remove', path } as const) : ({ op: 'add', path, value } as const),
  ]);

/** Fields, other than those that are edited, that somebody else has changed since the editor opened. */
export function changedBesides(base: Instance, current: Instance, edited: ReadonlySet<string>): string[] {
  const labels = new Set([...Object.keys(base.labels ?? {}), ...Object.keys(current.labels ?? {})]);
  const paths = [
    ...fieldNames.filter((name) => name !== 'healthy').map(pathOfField),
    ...[...labels].map(pathOfLabel),
  ];
  return paths.filter((path) => !edited.has(path) && valueAt(base, path) !== valueAt(current, path));
}
