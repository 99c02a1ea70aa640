/** Which rows are ticked. It may name rows that are not read, and more than are in the list. */
export type Selection = {
  size: number;
  has: (id: string) => boolean;
  /** Ticks rows, or takes their ticks away. */
  change: (ids: readonly string[], on: boolean) => void;
  clear: () => void;
  /** Everything that the list matches, read or not. */
  all?: (() => void) | undefined;
};

/** A selection that is a plain set. */
export const selectionOf = (
  selected: ReadonlySet<string>,
  onChange: (selected: ReadonlySet<string>) => void,
): Selection => ({
  size: selected.size,
  has: (id) => selected.has(id),
  change(ids, on) {
    const next = new Set(selected);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    onChange(next);
  },
  clear: () => onChange(new Set()),
});
