import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useShortcuts } from '../../lib/shortcuts.ts';

type RowKeys = {
  count: number;
  scrollTo: (index: number) => void;
  onEnter: ((index: number) => void) | undefined;
  onOpen: ((index: number) => void) | undefined;
  onTick: ((index: number, range: boolean) => void) | undefined;
  /** `matching`: all that the list matches, not only what is read. */
  onTickAll: ((matching: boolean) => void) | undefined;
  body: React.RefObject<HTMLTableSectionElement | null>;
  letters: boolean;
};

/**
 * One tab stop for the whole table: arrows (and j, k) move the row, left and right the focus inside it, Enter
 * opens, `o` opens beside, `x` ticks.
 */
export function useRowKeys({ count, scrollTo, onEnter, onOpen, onTick, onTickAll, body, letters }: RowKeys) {
  const [active, setActive] = useState(0);
  /** The row that shall have the focus once it is drawn. Its place, because a drawing of the row before may come first. */
  const wanted = useRef<number>(undefined);
  const current = Math.min(active, Math.max(0, count - 1));

  const move = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    wanted.current = next;
    setActive(next);
    scrollTo(next);
  };

  // The row may be drawn only after the scroll above; the effect runs with every drawing until it is there.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const place = Math.min(wanted.current, count - 1);
    const row = body.current?.querySelector<HTMLElement>(`tr[data-row="${place}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });

  // From anywhere else on the page into the table, to the row where it was left.
  const enter = () => move(current);
  useShortcuts(letters && count > 0 ? { j: enter, k: enter } : {});

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement; // Key events come from elements.
    const row = target.closest<HTMLElement>('tr[data-row]');
    if (!row || event.altKey || event.metaKey) return;
    const index = Number(row.dataset.row);
    const handled = event.ctrlKey ? controlKey(event, onTickAll) : plainKey(event, index, row, target);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  function plainKey(event: KeyboardEvent, index: number, row: HTMLElement, target: HTMLElement): boolean {
    const page = 15;
    switch (event.key) {
      case 'ArrowDown':
        move(index + 1);
        return true;
      case 'ArrowUp':
        move(index - 1);
        return true;
      case 'PageDown':
        move(index + page);
        return true;
      case 'PageUp':
        move(index - page);
        return true;
      case 'Home':
        move(0);
        return true;
      case 'End':
        move(count - 1);
        return true;
      case 'ArrowRight':
        return moveInside(row, target, 1);
      case 'ArrowLeft':
        return moveInside(row, target, -1);
      case 'Enter':
        if (target !== row || !onEnter) return false;
        onEnter(index);
        return true;
    }
    return letters && letter(event, index);
  }

  function letter(event: KeyboardEvent, index: number): boolean {
    const key = event.key.toLowerCase();
    if (key === 'j') move(index + 1);
    else if (key === 'k') move(index - 1);
    else if (key === 'o' && onOpen) onOpen(index);
    else if (key === 'x' && onTick) onTick(index, event.shiftKey);
    else return false;
    return true;
  }

  return { active: current, setActive, onKeyDown };
}

function controlKey(event: KeyboardEvent, onTickAll: RowKeys['onTickAll']): boolean {
  if (event.key.toLowerCase() !== 'a' || !onTickAll) return false;
  onTickAll(event.shiftKey);
  return true;
}

function moveInside(row: HTMLElement, target: HTMLElement, step: 1 | -1): boolean {
  const stops: HTMLElement[] = [row, ...row.querySelectorAll<HTMLElement>('a[href], button, input')];
  const next = stops[stops.indexOf(target) + step];
  next?.focus();
  return next !== undefined;
}
