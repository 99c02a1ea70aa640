import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

/** Sheets that can be opened over any page; the address names them, so that Back closes and a link shows them. */
export const sheetKinds = [
  'isolate',
  'end',
  /** Single instances, back in traffic. */
  'release',
  'undo',
  'again',
  'change',
  // Of a frozen selection of instances.
  'out',
  'back',
  'weight',
  'ttl',
  'labels',
  'check',
  'deregister',
  /** A bulk command that runs or has run. */
  'bulk',
] as const;
export type SheetKind = (typeof sheetKinds)[number];
export type SheetName = { kind: SheetKind; id: string };

const NAME = 'sheet';

/** Reads `sheet=end:01JX…`; what is no sheet is none. */
export function readSheet(address: URLSearchParams): SheetName | undefined {
  const text = address.get(NAME) ?? '';
  const colon = text.indexOf(':');
  const kind = sheetKinds.find((one) => one === text.slice(0, colon));
  const id = text.slice(colon + 1);
  return kind && id ? { kind, id } : undefined;
}

/** The sheet that the address names, and how to open and close one. Opening keeps the focus where it was. */
export function useSheet() {
  const [address] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const sheet = useMemo(() => readSheet(address), [address]);
  const open = useCallback(
    (kind: SheetKind, id: string) => {
      const next = new URLSearchParams(location.search);
      next.set(NAME, `${kind}:${id}`);
      void navigate({ search: next.toString() }, { state: { keepFocus: true, sheetOver: true } });
    },
    [location.search, navigate],
  );
  /** Another sheet in the place of this one. */
  const replace = useCallback(
    (kind: SheetKind, id: string) => {
      const next = new URLSearchParams(location.search);
      next.set(NAME, `${kind}:${id}`);
      void navigate({ search: next.toString() }, { replace: true, state: location.state });
    },
    [location, navigate],
  );
  const close = useCallback(() => {
    if (location.state?.sheetOver) return void navigate(-1);
    const next = new URLSearchParams(location.search);
    next.delete(NAME);
    void navigate({ search: next.toString() }, { replace: true, state: { keepFocus: true } });
  }, [location, navigate]);
  return { sheet, open, replace, close };
}
