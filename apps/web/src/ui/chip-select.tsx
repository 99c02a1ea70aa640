import { Icon } from './icon.tsx';

/** One of few, as a chip: "By anyone ▾". A native list, so that it works as people know it everywhere. */
export function ChipSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const shown = options.find((option) => option.value === value)?.label ?? value;
  return (
    <span className="chip chip-select">
      <span className="text-ink-3" aria-hidden="true">
        {label}
      </span>
      <b className="truncate" aria-hidden="true">
        {shown}
      </b>
      <Icon name="down" size={12} />
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        {options.some((option) => option.value === value) ? null : <option value={value}>{value}</option>}
      </select>
    </span>
  );
}
