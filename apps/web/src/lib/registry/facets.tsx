import type { FacetValue, Page } from '@cynosure/shared/console/page.ts';
import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import { type InstanceState, instanceStates } from '@cynosure/shared/console/state.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Sheet } from '../../ui/modal.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useFormat } from '../format.ts';
import type { ListState } from '../list-state.ts';
import { toneOf } from './state-mark.tsx';

type Facet = { name: string; title: string; values: readonly FacetValue[] };
const SHOWN_AT_FIRST = 8;
const order = ['namespace', 'state', 'version', 'zone', 'label', 'protocol'];

/**
 * What the instances of a list have in common: each value with its count and, if any, its unhealthy ones. A click
 * filters, Alt-click negates. On narrower screens behind a button.
 */
export function Facets({
  facets,
  list,
  open,
  onClose,
}: {
  facets: Page<unknown>['facets'];
  list: ListState<InstanceQuery>;
  open: boolean;
  onClose: () => void;
}) {
  const words = useTranslations('action');
  const behindButton = useMedia('(max-width: 1180px)');
  const content = <FacetGroups facets={facets ?? {}} list={list} />;
  if (!behindButton) {
    return (
      <fieldset className="facets" aria-label={words('filters')}>
        {content}
      </fieldset>
    );
  }
  if (!open) return null;
  return (
    <Sheet side="left" label={words('filters')} open={open} onClose={onClose}>
      <header>
        <h2 className="flex-1">{words('filters')}</h2>
        <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
      </header>
      <fieldset className="facets in-sheet" aria-label={words('filters')}>
        {content}
      </fieldset>
    </Sheet>
  );
}

function FacetGroups({
  facets,
  list,
}: {
  facets: Record<string, FacetValue[]>;
  list: ListState<InstanceQuery>;
}) {
  const field = useTranslations('field');
  const groups: Facet[] = Object.entries(facets)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({
      name,
      title: name.startsWith('label:')
        ? field('label', { key: name.slice(6) })
        : field.has(name as 'zone')
          ? field(name as 'zone')
          : name, // Facets are named like fields.
      values: name === 'state' ? inStateOrder(values) : values,
    }))
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
  return groups.map((facet) => <FacetGroup key={facet.name} facet={facet} list={list} />);
}

function FacetGroup({ facet, list }: { facet: Facet; list: ListState<InstanceQuery> }) {
  const t = useTranslations('instanceList');
  const [all, setAll] = useState(false);
  // What is sick is never behind a button.
  const values = facet.values.filter(({ unhealthy }, at) => all || at < SHOWN_AT_FIRST || unhealthy > 0);
  return (
    <div>
      <div className="facet-title">{facet.title}</div>
      <ul>
        {values.map((value) => (
          <FacetItem key={value.value} facet={facet} value={value} list={list} />
        ))}
      </ul>
      {values.length < facet.values.length ? (
        <button type="button" className="link text-xs" onClick={() => setAll(true)}>
          {t('showAll', { n: String(facet.values.length) })}
        </button>
      ) : null}
    </div>
  );
}

function FacetItem({
  facet,
  value,
  list,
}: {
  facet: Facet;
  value: FacetValue;
  list: ListState<InstanceQuery>;
}) {
  const t = useTranslations('instanceList');
  const state = useTranslations('state');
  const format = useFormat();
  const isState = facet.name === 'state';
  const known = instanceStates.find((one) => isState && one === value.value);
  const word = known ? state(known) : value.value || '–';
  const key: keyof InstanceQuery = facet.name.startsWith('label:') ? 'label' : (facet.name as 'zone'); // Facets are named like filters.
  const written = key === 'label' ? `${facet.name.slice(6)}:${value.value}` : value.value;
  const chosen = ((list.query[key] ?? []) as string[]).map(String); // The filters behind facets are lists of words.
  const on = chosen.includes(written);
  const not = chosen.includes(`!${written}`);
  const toggle = (negate: boolean) => {
    const wanted = negate ? `!${written}` : written;
    const others = chosen.filter((one) => one !== written && one !== `!${written}`);
    const next = chosen.includes(wanted) ? others : [...others, wanted];
    const { [key]: _, ...rest } = list.query;
    list.setQuery(next.length > 0 ? { ...rest, [key]: next } : rest);
  };
  return (
    <li className={on ? 'on' : not ? 'not' : undefined}>
      <label>
        <input
          type="checkbox"
          className="sr-only"
          aria-label={t('facet', { facet: facet.title, value: word })}
          checked={on}
          onChange={(event) => toggle(event.nativeEvent instanceof MouseEvent && event.nativeEvent.altKey)}
          onClick={(event) => {
            if (!event.altKey) return;
            event.preventDefault();
            toggle(true);
          }}
        />
        {known ? <Shape tone={toneOf[known]} /> : null}
        <bdi className="truncate">{word}</bdi>
        {!isState && value.unhealthy > 0 ? (
          <span className="mark bad xs" title={t('facetTitle', { n: value.unhealthy })}>
            <Shape tone="bad" size={11} />
            {format.number(value.unhealthy)}
          </span>
        ) : null}
        <span className="c">{format.number(value.count)}</span>
      </label>
    </li>
  );
}

const place = (name: string): number => {
  const found = order.indexOf(name.split(':')[0] ?? name);
  return found < 0 ? order.length : found;
};

const inStateOrder = (values: readonly FacetValue[]): FacetValue[] =>
  [...values].sort(
    (a, b) =>
      instanceStates.indexOf(a.value as InstanceState) - instanceStates.indexOf(b.value as InstanceState),
  ); // Unknown words come first, at -1.
