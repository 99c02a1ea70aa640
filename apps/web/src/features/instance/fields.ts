import type { Instance } from '@cynosure/shared/console/instance.ts';

/** The fields that an operator edits, in the order in which they are shown. Labels are apart. */
export const fieldNames = [
  'weight',
  'ttlSeconds',
  'checked',
  'healthy',
  'version',
  'protocol',
  'priority',
  'region',
  'zone',
  'campus',
] as const;
export type FieldName = (typeof fieldNames)[number];

const PLACES: ReadonlySet<FieldName> = new Set(['region', 'zone', 'campus']);

/** `/weight`, `/location/zone` (console/data-shapes.md §6). */
export const pathOfField = (name: FieldName): string => (PLACES.has(name) ? `/location/${name}` : `/${name}`);

/** `/labels/{key}` in the spelling of RFC 6901. */
export const pathOfLabel = (key: string): string =>
  `/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const labelOfPath = (path: string): string | undefined =>
  path.startsWith('/labels/')
    ? path.slice('/labels/'.length).replaceAll('~1', '/').replaceAll('~0', '~')
    : undefined;

/** The present value behind a path, as the server compares it; null = no such label, or no check. */
export function valueAt(instance: Instance, path: string): unknown {
  const label = labelOfPath(path);
  if (label !== undefined) return ownLabel(instance, label);
  const name = fieldNames.find((one) => pathOfField(one) === path);
  if (name === undefined) return undefined;
  if (name === 'healthy') {
    const { state, reported } = instance.health;
    return state === 'unchecked' ? reported : state === 'healthy';
  }
  return instance[name];
}

const ownLabel = ({ labels }: Instance, key: string): string | null =>
  Object.hasOwn(labels ?? {}, key) ? (labels[key] ?? null) : null;
