import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What has just happened and can be seen elsewhere too; failures are never only a toast. */
export type Toast = { id: number; text: string; action?: { label: string; run: () => void } };

const LAST_MS = 8_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function showToast(text: string, action?: Toast['action']): void {
  lastId += 1;
  change([...toasts.slice(-2), { id: lastId, text, ...(action ? { action } : {}) }]);
}

const dismiss = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="log" aria-live="polite">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hold = () => clearTimeout(timer.current);
  const letGo = () => {
    hold();
    timer.current = setTimeout(() => dismiss(toast.id), LAST_MS);
  };
  useEffect(() => {
    letGo();
    return hold;
  }, [toast.id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reading a toast must not race its timer.
    <div className="toast" onPointerEnter={hold} onPointerLeave={letGo} onFocus={hold} onBlur={letGo}>
      <span className="flex-1">{toast.text}</span>
      {toast.action ? (
        <button
          type="button"
          className="link"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
    </div>
  );
}
