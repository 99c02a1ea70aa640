import type { FilterFields } from '@cynosure/shared/console/filter-fields.ts';
import {
  type FilterChip,
  filterChips,
  formatFilterText,
  parseFilterText,
  withoutChip,
} from '@cynosure/shared/console/filter-query.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuTick } from '../../ui/menu.tsx';
import type { ListState } from '../list-state.ts';
import { useShortcuts } from '../shortcuts.ts';
import { useFilterWords } from './filter-words.ts';
import { namespacesQuery } from './namespaces.ts';

type Filtered<Query> = { fields: FilterFields<Query>; list: ListState<Query> };

const TYPING_SETTLES_MS = 400;

/** The query as text: free words and `zone:gz-3`. Typing changes the address once it pauses. */
export function FilterField<Query extends object>({
  fields,
  list,
  placeholder,
  width,
}: Filtered<Query> & { placeholder: string; width?: number }) {
  const t = useTranslations('action');
  const shown = formatFilterText(fields, list.query);
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useShortcuts({ f: () => input.current?.select() });
  useEffect(() => () => clearTimeout(timer.current), []);

  const apply = (text: string) => {
    clearTimeout(timer.current);
    const { query } = parseFilterText(fields, text);
    if (formatFilterText(fields, query) !== shown) list.setQuery(query, 'replace');
  };
  return (
    <label className="field" style={{ width: width ?? 300 }}>
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        aria-label={t('filter')}
        placeholder={placeholder}
        value={draft ?? shown}
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          const text = event.target.value;
          setDraft(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => apply(text), TYPING_SETTLES_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && draft !== undefined) apply(draft);
          if (event.key === 'Escape' && (draft ?? shown) !== '') {
            event.stopPropagation();
            setDraft('');
            apply('');
          }
        }}
        onBlur={() => {
          if (draft !== undefined) apply(draft);
          setDraft(undefined);
        }}
      />
    </label>
  );
}

type Pick<Query> = { list: ListState<Query>; name: keyof Query & string };
type PickOption = { value: string; label: string };

/** A filter with few values as a chip that opens them: "State any ▾". */
export function FilterPick<Query extends object>({
  label,
  options,
  ...pick
}: Pick<Query> & { label: string; options: readonly PickOption[] }) {
  return (
    <PickMenu {...pick} label={label} wordOf={(value) => options.find((one) => one.value === value)?.label}>
      <PickTicks {...pick} options={options} />
    </PickMenu>
  );
}

/** The filter by namespace. Which there are is asked when it is opened: most visits of a list never do. */
export function NamespacePick<Query extends { readonly namespace?: readonly string[] }>({
  list,
}: {
  list: ListState<Query>;
}) {
  const field = useTranslations('field');
  return (
    <PickMenu list={list} name="namespace" label={field('namespace')}>
      <NamespaceTicks list={list} />
    </PickMenu>
  );
}

function NamespaceTicks<Query extends { readonly namespace?: readonly string[] }>({
  list,
}: {
  list: ListState<Query>;
}) {
  const known = useQuery(namespacesQuery).data?.value.items ?? [];
  const options = known.map(({ name }) => ({ value: name, label: name }));
  return <PickTicks list={list} name="namespace" options={options} />;
}

function PickMenu<Query extends object>({
  list,
  name,
  label,
  wordOf,
  children,
}: Pick<Query> & { label: string; wordOf?: (value: string) => string | undefined; children: ReactNode }) {
  const t = useTranslations('field');
  const words = asList(list.query[name]).map((value) => wordOf?.(value) ?? value);
  return (
    <Menu
      trigger={
        <button type="button" className="chip">
          <span className="text-ink-3">{label}</span>
          <b className="truncate">{words.length > 0 ? words.join(', ') : t('any')}</b>
          <Icon name="down" size={12} />
        </button>
      }
    >
      {children}
    </Menu>
  );
}

function PickTicks<Query extends object>({
  list,
  name,
  options,
}: Pick<Query> & { options: readonly PickOption[] }) {
  const chosen = asList(list.query[name]);
  const toggle = (value: string, on: boolean) => {
    const next = on ? [...chosen, value] : chosen.filter((one) => one !== value);
    const { [name]: _, ...rest } = list.query;
    list.setQuery((next.length > 0 ? { ...rest, [name]: next } : rest) as Query); // Only this member changes, and it is a list of words.
  };
  return options.map((option) => (
    <MenuTick
      key={option.value}
      checked={chosen.includes(option.value)}
      onChange={(on) => toggle(option.value, on)}
    >
      <bdi>{option.label}</bdi>
    </MenuTick>
  ));
}

/** The filters that have no place of their own, each with its cross. */
export function FilterChips<Query extends object>({
  fields,
  list,
  except = [],
}: Filtered<Query> & { except?: readonly string[] }) {
  const t = useTranslations('action');
  const words = useFilterWords();
  const chips = filterChips(fields, list.query).filter((chip) => !except.includes(chip.name));
  return chips.map((chip) => (
    <span key={chip.text} className="chip">
      <bdi className="truncate">{words(chip)}</bdi>
      <button
        type="button"
        className="drop"
        aria-label={t('removeFilter', { filter: words(chip) })}
        onClick={() => list.setQuery(withoutChip(fields, list.query, chip))}
      >
        <Icon name="x" size={12} />
      </button>
    </span>
  ));
}

/** Offers the names of filters; the chosen one begins a word in the filter field. */
export function AddFilter<Query extends object>({
  fields,
  names,
}: {
  fields: FilterFields<Query>;
  names?: readonly (keyof Query & string)[];
}) {
  const t = useTranslations('action');
  const tFilter = useTranslations('filter');
  const field = useTranslations('field');
  const begin = (name: string) => {
    const input = document.querySelector<HTMLInputElement>('main input[type="search"]');
    if (!input) return;
    const text = `${input.value.trim()} ${name}:`.trimStart();
    // As if typed: the field's own handler takes it from here.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => {
      input.focus();
      input.setSelectionRange(text.length, text.length);
    });
  };
  return (
    <Menu
      trigger={
        <Button icon="plus" look="quiet" label={t('addFilter')} className="not-narrow">
          {tFilter('add')}
        </Button>
      }
    >
      {(names ?? Object.keys(fields)).map((name) => (
        <MenuItem key={name} hint={`${name}:`} onSelect={() => begin(name)}>
          {
            field.has(name as 'zone')
              ? field(name === 'label' ? 'labels' : (name as 'zone'))
              : name /* Names of filters are names of fields, and asked for. */
          }
        </MenuItem>
      ))}
    </Menu>
  );
}

/** The face of a list whose filters hide everything. `none`: the sentence, given the filters as words. */
export function NoMatch<Query extends object>({
  fields,
  list,
  title,
  sentence,
}: Filtered<Query> & { title: string; sentence: (filters: string) => string }): ReactNode {
  const t = useTranslations('action');
  const words = useFilterWords();
  const and = useAnd();
  const chips = filterChips(fields, list.query);
  const q = (list.query as { q?: string }).q; // Every query may have free text.
  const said = and([...chips.map(words), ...(q ? [`“${q}”`] : [])]);
  const [last] = chips.slice(-1);
  return (
    <div className="face">
      <h2>{title}</h2>
      <p>{sentence(said)}</p>
      <div className="actions">
        <Button onClick={() => list.setQuery({} as Query) /* No filter at all is a query of every kind. */}>
          {t('clearFilters')}
        </Button>
        {last && chips.length + (q ? 1 : 0) > 1 ? (
          <Button look="quiet" onClick={() => list.setQuery(withoutChip(fields, list.query, last))}>
            {t('remove', { filter: words(last) })}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** "a, b and c" in the reader's language. */
function useAnd(): (parts: readonly string[]) => string {
  const t = useTranslations('filter');
  return (parts) => {
    const [last, ...before] = [...parts].reverse();
    if (last === undefined) return '';
    return before.length === 0 ? last : t('and', { first: before.reverse().join(t('comma')), last });
  };
}

/** What of the address was not understood. */
export function IgnoredNote({ ignored }: { ignored: readonly string[] }) {
  const t = useTranslations('face');
  if (ignored.length === 0) return null;
  return (
    <div className="px-(--cy-gutter) pb-2 text-ink-3 text-xs">
      {t('ignored', { parts: ignored.join(', ') })}
    </div>
  );
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export type { FilterChip };
