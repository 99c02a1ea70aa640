import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { live } from '../../lib/live/use-live.ts';
import { links } from '../../lib/registry/links.ts';
import { hasPage, railPages } from '../../lib/registry/pages.ts';
import { announce } from '../../ui/announce.tsx';
import { copyText } from '../../ui/copy.ts';
import { Icon } from '../../ui/icon.tsx';
import { Modal } from '../../ui/modal.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { searchQuery } from './api/search.ts';
import { type Choice, type ChoiceGroup, choicesFrom, isTooShortForHost } from './choice.ts';
import { ChoiceLine } from './choice-line.tsx';
import './palette.css';

const SETTLES_MS = 60;
const LONGEST = 2_000;

/** A field of one line would drop the breaks of a pasted list and glue its hosts together. */
const oneLine = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').trim();

/** Finds hosts, services, instances, changes and pages from anywhere; paste an address, press Enter. */
export default function Palette({
  takeText,
  onClose,
}: {
  /** What was typed or pasted before the field was there. */
  takeText: () => string;
  onClose: () => void;
}) {
  const t = useTranslations('palette');
  const id = useId();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [typed, setTyped] = useState('');
  const settled = useSettled(typed.trim());
  const search = useQuery(searchQuery(settled));
  const nav = useTranslations('nav');
  const input = useRef<HTMLInputElement>(null);
  const take = useStable(takeText);
  // At once, not when the dialog has settled: the next key may come within a frame.
  const mountInput = useCallback(
    (field: HTMLInputElement | null) => {
      input.current = field;
      field?.focus();
      if (field) setTyped(oneLine(take()));
    },
    [take],
  );
  const answer = settled ? search.data?.value : undefined;
  const groups: ChoiceGroup[] = [
    ...choicesFrom(answer, { host: links.host, isolate: links.isolateHost }, hasPage),
    ...ownChoices(settled, (key) => nav(key), pathname),
  ];
  const choices = groups.flatMap((group) => group.choices);
  const [active, setActive] = useState(0);
  const [entered, setEntered] = useState<'open' | 'isolate'>();
  // A new text begins at its first line.
  useEffect(() => setActive(0), [settled]);
  const current = Math.min(active, Math.max(0, choices.length - 1));
  const found = answer && !search.isPlaceholderData ? choices.length : undefined;
  useEffect(() => {
    if (found !== undefined) announce(t('found', { n: found }));
  }, [found, t]);
  useEffect(
    () => document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' }),
    [id, current],
  );

  const run = (choice: Choice | undefined, isolate = false) => {
    if (!choice) return;
    onClose();
    if (isolate) {
      const aim = choices.find((one) => one.kind === 'isolate');
      if (aim?.kind === 'isolate') void navigate(aim.to);
      return;
    }
    switch (choice.kind) {
      case 'copyLink':
        return void copyText(location.origin + choice.to);
      case 'filter':
        return void navigate(`${pathname}?${new URLSearchParams({ q: choice.text })}`);
      case 'command':
        return choice.command === 'pause' ? live.pause() : live.resume();
      default:
        return void navigate(choice.to);
    }
  };
  // Enter may come before the answer: it then means the first line of that answer, not what stands there by chance.
  const isAsking =
    typed.trim() !== settled ||
    (settled !== '' && (search.isPlaceholderData || search.isPending) && !search.error);
  const enter = (isolate: boolean) => {
    if (isAsking) setEntered(isolate ? 'isolate' : 'open');
    else run(choices[current], isolate);
  };
  useEffect(() => {
    if (!entered || isAsking) return;
    setEntered(undefined);
    run(choices[0], entered === 'isolate');
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && choices.length > 0) setActive((current + step + choices.length) % choices.length);
    else if (event.key === 'Enter') enter(event.ctrlKey || event.metaKey);
    else if (event.key === 'Tab' && !event.shiftKey && choices.some((one) => one.kind === 'filter'))
      run(choices.find((one) => one.kind === 'filter'));
    else return;
    event.preventDefault();
  };

  let place = -1;
  return (
    <Modal className="palette" label={t('label')} open onClose={onClose} initialFocus={input}>
      <div className="palette-q">
        <Icon name="search" size={18} />
        <input
          ref={mountInput}
          role="combobox"
          aria-label={t('label')}
          aria-expanded={choices.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={choices.length > 0 ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          value={typed}
          maxLength={LONGEST}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
            setEntered(undefined);
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text');
            if (!/[\r\n]/.test(text)) return;
            event.preventDefault();
            const { selectionStart, selectionEnd, value } = event.currentTarget;
            const end = selectionEnd ?? value.length;
            const before = value.slice(0, selectionStart ?? value.length);
            setTyped((before + oneLine(text) + value.slice(end)).slice(0, LONGEST));
            setEntered(undefined);
          }}
        />
        <kbd>Esc</kbd>
      </div>
      {search.error && settled ? (
        <p className="palette-note" role="alert">
          {t('unreachable')}
        </p>
      ) : null}
      {found === 0 || (found !== undefined && answer?.groups.every((group) => group.items.length === 0)) ? (
        <p className="palette-note">
          {t('nothing', { text: settled })} {isTooShortForHost(settled) ? t('nothingHost') : null}
        </p>
      ) : null}
      {answer?.ignored ? (
        <p className="palette-note">{t('ignored', { words: answer.ignored.join(', ') })}</p>
      ) : null}
      {answer?.surplus ? (
        <p className="palette-note">{t('surplus', { most: answer.hosts?.length ?? 0, n: answer.surplus })}</p>
      ) : null}
      <div role="listbox" aria-label={t('results')} id={`${id}-list`} className="palette-list">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: groups of a listbox have this role, a fieldset may not stand there.
          <div key={group.key} role="group" aria-label={t(`groups.${group.key}`)}>
            <div className="palette-head" aria-hidden={true}>
              {t(`groups.${group.key}`)}
              <span className="flex-1" />
              {group.total > group.choices.length ? group.total : null}
            </div>
            {group.choices.map((choice) => {
              place += 1;
              const index = place;
              return (
                <ChoiceLine
                  key={index}
                  id={`${id}-${index}`}
                  choice={choice}
                  typed={settled}
                  active={index === current}
                  onHover={() => setActive(index)}
                  onRun={() => run(choice)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <footer className="not-narrow">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t('choose')}
        </span>
        <span>
          <kbd>↵</kbd> {t('openKey')}
        </span>
        <span>{t('hint')}</span>
      </footer>
    </Modal>
  );
}

/** Lines that need no server: the pages, commands, and the text as a filter of the list behind. */
function ownChoices(
  text: string,
  nameOf: (key: (typeof railPages)[number]['key']) => string,
  pathname: string,
): ChoiceGroup[] {
  const low = text.toLowerCase();
  const pages: Choice[] = railPages
    .filter((page) => low === '' || nameOf(page.key).toLowerCase().includes(low))
    .map((page) => ({ kind: 'page', key: page.key, to: page.to }));
  const isList = pathname !== '/' && railPages.some((page) => page.to === pathname);
  const commands: Choice[] = [
    ...(text && isList ? [{ kind: 'filter', text } satisfies Choice] : []),
    ...(text === ''
      ? [{ kind: 'command', command: live.state().word === 'paused' ? 'resume' : 'pause' } satisfies Choice]
      : []),
  ];
  const groups: ChoiceGroup[] = [
    { key: 'pages', total: pages.length, choices: pages },
    { key: 'commands', total: commands.length, choices: commands },
  ];
  return groups.filter((group) => group.choices.length > 0);
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
