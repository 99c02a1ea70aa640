import { useLayoutEffect, useRef } from 'react';
import { currentPreferences } from './preferences.ts';

/** Key, or two keys typed one after the other: 'f', 'g s'. A capital letter needs Shift, 'ctrl+k' Ctrl or Cmd. */
export type Shortcuts = Record<string, () => void>;

const SECOND_KEY_WITHIN_MS = 1_200;
const stack: { current: Shortcuts }[] = [];
let first: { key: string; at: number } | undefined;
let listening = false;

/**
 * Keys while the component is on screen; the newest component is asked first. Single letters act only outside
 * fields and can be switched off (WCAG 2.1.4).
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const entry = useRef(shortcuts);
  // Before the page is painted: whoever sees it may press a key.
  useLayoutEffect(() => {
    entry.current = shortcuts;
  });
  useLayoutEffect(() => {
    stack.push(entry);
    if (!listening) addEventListener('keydown', onKeyDown);
    listening = true;
    return () => {
      stack.splice(stack.indexOf(entry), 1);
    };
  }, []);
}

/** What a key press is called above, or undefined where it is none of ours. */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): string | undefined {
  if (event.altKey || event.key.length !== 1) return undefined;
  return event.ctrlKey || event.metaKey ? `ctrl+${event.key.toLowerCase()}` : event.key;
}

function onKeyDown(event: KeyboardEvent): void {
  const name = keyName(event);
  if (!name || event.defaultPrevented || event.isComposing) return;
  const plain = !name.startsWith('ctrl+');
  if (plain && (currentPreferences().shortcuts === false || isTyping(event.target) || isModalOpen())) return;
  const pair = first && Date.now() - first.at < SECOND_KEY_WITHIN_MS ? `${first.key} ${name}` : undefined;
  first = undefined;
  const run = (pair && find(pair)) || find(name);
  if (run) {
    event.preventDefault();
    run();
  } else if (plain) {
    first = { key: name, at: Date.now() };
  }
}

function find(name: string): (() => void) | undefined {
  for (let place = stack.length - 1; place >= 0; place -= 1) {
    const run = stack[place]?.current[name];
    if (run) return run;
  }
  return undefined;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]');

const isModalOpen = (): boolean =>
  document.querySelector('[role="dialog"][data-open], [role="menu"][data-open]') !== null;
