/** Which rows of a long list are drawn; the rest is empty space above and below. */
export type RowWindow = { from: number; to: number };

const OVERSCAN = 8;
/** Below this everything is drawn: a browser's own search then finds every row. */
const DRAW_ALL_UP_TO = 80;

export function rowWindow(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewHeight: number,
): RowWindow {
  if (count <= DRAW_ALL_UP_TO) return { from: 0, to: count };
  const first = Math.floor(scrollTop / rowHeight);
  const visible = Math.ceil(viewHeight / rowHeight);
  const from = Math.max(0, Math.min(first - OVERSCAN, count - visible - OVERSCAN));
  return { from, to: Math.min(count, first + visible + OVERSCAN) };
}
