import { useEffect, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

const TYPING_SETTLES_MS = 250;

/** A plain filter text; the caller hears of it once typing pauses. */
export function SearchBox({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (text: string, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => text.trim() !== value && onChange(text.trim()), afterMs);
  };
  return (
    <label className="field w-75">
      <Icon name="search" size={14} />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={draft ?? value}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setDraft(event.target.value);
          settle(event.target.value, TYPING_SETTLES_MS);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !(draft ?? value)) return;
          event.stopPropagation();
          setDraft('');
          settle('', 0);
        }}
        onBlur={() => {
          if (draft !== undefined) settle(draft, 0);
          setDraft(undefined);
        }}
      />
    </label>
  );
}
