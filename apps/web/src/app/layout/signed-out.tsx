import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { whenSignedOut } from '../../lib/http.ts';
import { live } from '../../lib/live/use-live.ts';

const SignInDialog = lazy(() => import('../../features/sign-in/sign-in-dialog.tsx'));

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
  return (
    <Suspense>
      <SignInDialog onDone={back} />
    </Suspense>
  );
}
