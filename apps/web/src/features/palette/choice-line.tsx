import type { SearchItem, SearchKind } from '@cynosure/shared/console/search.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { railPages } from '../../lib/registry/pages.ts';
import { useSentenceText } from '../../lib/registry/sentence-text.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { type Choice, splitMatch } from './choice.ts';

type LineProps = {
  id: string;
  choice: Choice;
  typed: string;
  active: boolean;
  onHover: () => void;
  onRun: () => void;
};

const icons: Record<SearchKind, IconName> = {
  host: 'rack',
  hostPrefix: 'rack',
  service: 'layers',
  instance: 'grid',
  isolation: 'hatch',
  operation: 'history',
};

export function ChoiceLine({ id, choice, typed, active, onHover, onRun }: LineProps) {
  const name = useChoiceName();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the focus stays in the text field, which has the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: as above; the active line is named by aria-activedescendant.
    <div
      id={id}
      role="option"
      aria-label={name(choice)}
      aria-selected={active}
      className={`palette-line${active ? ' on' : ''}`}
      onPointerMove={onHover}
      onClick={onRun}
    >
      <Inside choice={choice} typed={typed} active={active} />
    </div>
  );
}

function Inside({ choice, typed, active }: Pick<LineProps, 'choice' | 'typed' | 'active'>) {
  const t = useTranslations('palette');
  const nav = useTranslations('nav');
  switch (choice.kind) {
    case 'item':
      return <ItemInside group={choice.group} item={choice.item} typed={typed} active={active} />;
    case 'isolate':
      return (
        <>
          <Icon name="hatch" />
          <Match text={isolateText(t, choice.hosts)} typed={typed} />
          <span className="flex-1 truncate text-ink-3">{t('previewFirst')}</span>
          <kbd>Ctrl</kbd>
          <kbd>↵</kbd>
        </>
      );
    case 'together':
      return (
        <>
          <Icon name="rack" />
          <span className="flex-1 font-medium">{t('together', { n: choice.hosts.length })}</span>
        </>
      );
    case 'copyLink':
      return (
        <>
          <Icon name="copy" />
          <Match text={t('copyLink', { host: choice.host })} typed={typed} />
        </>
      );
    case 'page': {
      const page = railPages.find((one) => one.key === choice.key);
      return (
        <>
          <Icon name={page?.icon ?? 'right'} />
          <span className="flex-1 font-medium">{page ? nav(page.key) : choice.key}</span>
          {page?.letter ? <kbd>g {page.letter}</kbd> : null}
        </>
      );
    }
    case 'filter':
      return (
        <>
          <Icon name="filter" />
          <span className="flex-1 truncate">{t('asFilter', { text: choice.text })}</span>
          <kbd>Tab</kbd>
        </>
      );
    case 'command':
      return (
        <>
          <Icon name={choice.command === 'pause' ? 'pause' : 'play'} />
          <span className="flex-1 font-medium">{t(choice.command)}</span>
          <kbd>p</kbd>
        </>
      );
  }
}

function ItemInside({
  group,
  item,
  typed,
  active,
}: {
  group: SearchKind;
  item: SearchItem;
  typed: string;
  active: boolean;
}) {
  const t = useTranslations('palette');
  const unit = useTranslations('unit');
  const state = useTranslations('state');
  const format = useFormat();
  const sentence = useSentenceText();
  const { counts } = item;
  const about =
    counts && item.services !== undefined && group === 'host'
      ? t('host', { instances: counts.total, services: item.services })
      : counts
        ? unit('instances', { n: counts.total })
        : undefined;
  const facts: ReactNode[] = [];
  if (counts && counts.unhealthy > 0)
    facts.push(
      <Mark key="u" tone="bad" size="xs">
        {state('nUnhealthy', { n: counts.unhealthy })}
      </Mark>,
    );
  if (counts && counts.isolated > 0)
    facts.push(
      <Mark key="i" tone="out" size="xs">
        {state('nIsolated', { n: counts.isolated })}
      </Mark>,
    );
  const [last, ...others] = item.lastHealthyOf ?? [];
  if (last)
    facts.push(
      <Mark key="l" tone="caution" size="xs">
        {others.length > 0
          ? t('lastHealthyOfMany', { service: last, n: others.length })
          : t('lastHealthyOf', { service: last })}
      </Mark>,
    );
  const tall = group === 'host' && facts.length > 0;
  return (
    <>
      <Icon name={icons[group]} />
      <span className={tall ? 'palette-tall' : 'palette-flat'}>
        <span className="flex min-w-0 items-center gap-2">
          <Match
            text={item.sentence ? sentence({ sentence: item.sentence, action: item.label }) : item.label}
            typed={typed}
          />
          <span className="truncate text-ink-3">
            {[about, item.zone, item.hint].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span className="flex gap-3.5">{facts}</span>
      </span>
      {item.at === undefined ? null : <span className="num text-ink-3 text-xs">{format.clock(item.at)}</span>}
      {active ? (
        <>
          <span className="text-ink-3 text-xs">{t('open')}</span>
          <kbd>↵</kbd>
        </>
      ) : null}
    </>
  );
}

const isolateText = (t: ReturnType<typeof useTranslations<'palette'>>, hosts: readonly string[]): string => {
  const [only = ''] = hosts;
  return hosts.length === 1 ? t('isolateHost', { host: only }) : t('isolateHosts', { n: hosts.length });
};

/** Accessible names of the lines (console/spec.md §16). */
function useChoiceName(): (choice: Choice) => string {
  const t = useTranslations('palette');
  const nav = useTranslations('nav');
  const sentence = useSentenceText();
  return (choice) => {
    switch (choice.kind) {
      case 'item': {
        const { item, group } = choice;
        if ((group === 'host' || group === 'hostPrefix') && item.counts) {
          return t('hostOption', {
            host: item.label,
            instances: item.counts.total,
            services: item.services ?? 0,
          });
        }
        if (group === 'service')
          return item.namespace && !item.label.includes('/') ? `${item.namespace}/${item.label}` : item.label;
        return item.sentence ? sentence({ sentence: item.sentence, action: item.label }) : item.label;
      }
      case 'isolate':
        return isolateText(t, choice.hosts);
      case 'together':
        return t('together', { n: choice.hosts.length });
      case 'copyLink':
        return t('copyLink', { host: choice.host });
      case 'page': {
        const page = railPages.find((one) => one.key === choice.key);
        return page ? nav(page.key) : choice.key;
      }
      case 'filter':
        return t('asFilter', { text: choice.text });
      case 'command':
        return t(choice.command);
    }
  };
}

function Match({ text, typed }: { text: string; typed: string }) {
  const [before, match, after] = splitMatch(text, typed);
  return (
    <bdi className="num whitespace-nowrap font-medium">
      {before}
      {match ? <mark>{match}</mark> : null}
      {after}
    </bdi>
  );
}
