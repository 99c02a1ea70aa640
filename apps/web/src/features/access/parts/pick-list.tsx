import { useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';

/** Something that can be chosen; `more` tells those of one name apart. */
export type Choice = { id: string; name: string; more?: string };

/** More than these are found by typing. */
const MOST_SHOWN = 100;
/** As many are looked through at a glance. */
const FEW = 8;

/** Any number of many: those that are chosen stand first, the others are found by typing. */
export function PickList({
  label,
  choices,
  names,
  chosen,
  onChange,
  none,
  rule,
  hasFinder = true,
  isWide = false,
}: {
  label: string;
  choices: readonly Choice[];
  /** What is known of those that are chosen and not among the choices. */
  names?: readonly Choice[] | undefined;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** What stands there where nothing can be chosen. */
  none: string;
  rule?: string | undefined;
  /** Whether it is looked through here; else the choices are found elsewhere. */
  hasFinder?: boolean;
  /** Whether each has a line of its own, because names are long. */
  isWide?: boolean;
}) {
  const t = useTranslations('accessParts');
  const id = useId();
  const [q, setQ] = useState('');
  // Rows keep their places while ticks are set: the order is that of the moment in which the list appeared.
  const [first] = useState(() => new Set(chosen));
  const known = useMemo((): Choice[] => {
    const ids = new Set(choices.map((one) => one.id));
    const called = (id: string) => names?.find((one) => one.id === id) ?? { id, name: id };
    // Those that were chosen at first stay in sight after their tick is taken away.
    const others = [...new Set([...first, ...chosen])].filter((one) => !ids.has(one)).map(called);
    const all = [...others, ...choices];
    return [...all.filter((one) => first.has(one.id)), ...all.filter((one) => !first.has(one.id))];
  }, [choices, names, chosen, first]);
  const wanted = q.trim().toLowerCase();
  const found = known.filter(({ name, more = '' }) => `${name} ${more}`.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST_SHOWN);
  const toggle = (one: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0" aria-describedby={rule ? `${id}-rule` : undefined}>
      <legend className="mb-1 p-0 font-medium text-ink-2">
        {label}{' '}
        <span className="num font-normal text-ink-3 text-xs">{t('chosen', { n: chosen.length })}</span>
      </legend>
      {hasFinder && known.length > FEW ? (
        <input
          type="search"
          className="input mb-1.5"
          aria-label={t('find', { what: label })}
          placeholder={t('find', { what: label })}
          autoComplete="off"
          spellCheck={false}
          value={q}
          onChange={(event) => setQ(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
      ) : null}
      {known.length === 0 ? <div className="text-ink-3 text-xs">{none}</div> : null}
      {known.length > 0 && found.length === 0 ? (
        <div className="text-ink-3 text-xs" role="status">
          {t('findNone')}
        </div>
      ) : null}
      {shown.length > 0 ? (
        <div
          className={`grid max-h-44 grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1.5 overflow-auto rounded border border-line p-2 ${isWide ? '' : 'sm:grid-cols-2'}`}
        >
          {shown.map(({ id: one, name, more }) => (
            <label key={one} className="flex min-w-0 items-center gap-2">
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={(event) => toggle(one, event.target.checked)}
              />
              <span className="truncate">
                <bdi>{name}</bdi> {more ? <span className="text-ink-3 text-xs">{more}</span> : null}
              </span>
            </label>
          ))}
        </div>
      ) : null}
      {found.length > shown.length ? (
        <div className="mt-1 text-ink-3 text-xs">{t('findMore', { n: found.length - shown.length })}</div>
      ) : null}
      {rule ? (
        <div id={`${id}-rule`} className="mt-1 text-ink-3 text-xs">
          {rule}
        </div>
      ) : null}
    </fieldset>
  );
}
