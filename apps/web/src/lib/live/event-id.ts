/** `{epoch}-{position}` of a live event, taken apart. */
export type EventId = { epoch: string; position: string };

export function parseEventId(id: string | undefined): EventId | undefined {
  const dash = id?.lastIndexOf('-') ?? -1;
  if (!id || dash <= 0 || !/^\d+$/.test(id.slice(dash + 1))) return undefined;
  return { epoch: id.slice(0, dash), position: id.slice(dash + 1) };
}

/** Positions are 64-bit counters written as decimals; the longer one is the larger one. */
export function isLater(position: string, than: string): boolean {
  if (position.length !== than.length) return position.length > than.length;
  return position > than;
}
