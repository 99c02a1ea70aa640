import type { RecordKind, RecordKinds } from '../registry/changes.ts';

/** Records rest as JSON text (see RecordKinds). */
export const recordToJson = <K extends RecordKind>(value: RecordKinds[K]): string => JSON.stringify(value);

/**
 * The value that was written. Labels come back without a prototype, as the registry expects them: a label
 * named `constructor` is absent unless somebody set it. Throws SyntaxError on text that is not ours.
 */
export function recordFromJson<K extends RecordKind>(of: K, text: string): RecordKinds[K] {
  // The text was written by recordToJson under the same kind; the stores hold nothing else.
  const value = JSON.parse(text) as RecordKinds[K];
  return HAS_LABELS.has(of) ? withPlainLabels(value) : value;
}

const HAS_LABELS: ReadonlySet<RecordKind> = new Set<RecordKind>(['namespace', 'service']);

function withPlainLabels<T>(value: T): T {
  const metadata: unknown = (value as { readonly metadata?: unknown }).metadata;
  return { ...value, metadata: Object.assign(Object.create(null), metadata) };
}
