import { useEffect, useRef, useState } from 'react';

const SETTLES_MS = 250;

/** A value once it has not changed for a moment, compared by content: what is typed is not asked key by key. */
export function useSettled<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const latest = useRef({ text, value });
  if (latest.current.text !== text) latest.current = { text, value };
  const [settled, setSettled] = useState(latest.current.value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(latest.current.value), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
