/** Actions that a query of the history asks for: several with commas between them, or all of a kind (`user.`). */
export function actionsNamed(asked: string): { names: readonly string[]; kinds: readonly string[] } {
  const all = asked.split(',').filter(Boolean);
  return { names: all.filter((one) => !one.endsWith('.')), kinds: all.filter((one) => one.endsWith('.')) };
}

/** Whether an action is among those that are asked for; nothing asked for is every one. */
export function isActionAsked(asked: string | null | undefined, action: string): boolean {
  const { names, kinds } = actionsNamed(asked ?? '');
  if (names.length + kinds.length === 0) return true;
  return names.includes(action) || kinds.some((kind) => action.startsWith(kind));
}
