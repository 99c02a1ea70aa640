import { decodeHosts } from '@cynosure/shared/console/path.ts';
import { useMemo, useState } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { useTimeZone } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { links } from '../../lib/registry/links.ts';
import { endsFrom } from './ends.ts';
import type { Prefill } from './isolate-step.tsx';
import { IsolationSheet } from './isolation-sheet.tsx';
import { ticketIn } from './ticket.ts';

/** `/hosts/{host}[,…]/isolate?reason=…&ticket=…&for=30m`: the address fills in, it never confirms. */
export function Component() {
  const { hosts: text = '' } = useParams();
  const hosts = useMemo(() => decodeHosts(text), [text]);
  const prefill = usePrefill();
  const navigate = useNavigate();
  const location = useLocation();
  const close = () => {
    if (location.state?.sheetOver) return void navigate(-1);
    void navigate(links.host(hosts), { replace: true, state: { keepFocus: true } });
  };
  return (
    <IsolationSheet key={text} start={{ step: 'isolate', target: { hosts }, prefill }} onClose={close} />
  );
}

function usePrefill(): Prefill {
  const [address] = useSearchParams();
  const timeZone = useTimeZone();
  // Read once: what is typed afterwards is the person's own.
  const [prefill] = useState((): Prefill => {
    const reason = address.get('reason')?.slice(0, 256);
    const ticket = address.get('ticket')?.slice(0, 64) ?? (reason ? ticketIn(reason) : undefined);
    const ends = endsFrom(address, serverNow(), timeZone);
    return {
      ...(reason ? { reason } : {}),
      ...(ticket ? { ticket } : {}),
      ...(ends.choice === 'never' ? {} : { ends }),
    };
  });
  return prefill;
}
