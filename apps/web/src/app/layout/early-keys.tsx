import { useEffect } from 'react';

/** Collects what is typed while a layer with a text field is still being fetched, so that no key is lost. */
export function EarlyKeys({ onText }: { onText: (text: string) => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      onText(event.key);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onText]);
  return null;
}
