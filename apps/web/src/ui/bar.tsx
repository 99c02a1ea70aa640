export type BarPart = {
  tone: 'good' | 'bad' | 'out' | 'none' | 'rest' | 'strong' | 'caution';
  value: number;
};

/** Parts of a whole side by side. `label` says it in words; the numbers stand beside the bar as well. */
export function Bar({ parts, label, width }: { parts: readonly BarPart[]; label: string; width?: number }) {
  return (
    <span
      className="bar-parts"
      role="img"
      aria-label={label}
      style={width === undefined ? undefined : { width }}
    >
      {parts.map(({ tone, value }) =>
        value > 0 ? <i key={tone} className={tone} style={{ flex: value }} /> : null,
      )}
    </span>
  );
}
