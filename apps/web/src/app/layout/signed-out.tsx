import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { whenSignedOut } from '../../lib/http.ts';
import { live } from '../../lib/live/use-live.ts';
import { onDemand } from '../../ui/on-demand.tsx';

const SignInDialog = onDemand(() =>
  import('../../features/sign-in/sign-in-dialog.tsx').then((module) => module.default),
);

/** The session is over while the page is open: the page stays, signing in goes on top of it. */
export function SignedOut() {
  const queries = useQueryClient();
  const [out, setOut] = useState(false);
  useEffect(() => whenSignedOut(() => setOut(true)), []);
  if (!out) return null;
  const back = () => {
    setOut(false);
    live.reconnect();
    void queries.invalidateQueries();
  };
  return <SignInDialog onDone={back} />;
}
