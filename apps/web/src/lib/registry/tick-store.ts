/** Ticked ids of lists by the list's address, so that Back finds them: a page that is opened anew begins without. */
const ticked = new Map<string, ReadonlySet<string>>();
const MOST_LISTS = 20;

export const tickedOn = (list: string): ReadonlySet<string> => ticked.get(list) ?? new Set();

export function rememberTicks(list: string, ids: ReadonlySet<string>): void {
  ticked.delete(list);
  if (ids.size > 0) ticked.set(list, ids);
  const [oldest] = ticked.keys();
  if (ticked.size > MOST_LISTS && oldest !== undefined) ticked.delete(oldest);
}
