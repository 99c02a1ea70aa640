import { useLayoutEffect } from 'react';

/** Collects what is typed until the text field it is meant for is there, so that no key is lost. */
export function EarlyKeys({ onText }: { onText: (text: string) => void }) {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.target instanceof HTMLInputElement ||
        event.key.length !== 1 ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      onText(event.key);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onText]);
  return null;
}
