import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { sessionQuery } from '../../lib/session.ts';
import { Banner } from '../../ui/face.tsx';
import { nextAddress } from './next-address.ts';
import { SignInForm } from './sign-in-form.tsx';
import { StoreNote } from './store-note.tsx';

const RETRY_SECONDS = 3;
/** How soon the page says that the store has failed meanwhile. */
const LOOK_SECONDS = 15;

/** The one page without a session. With `?setup=<code>`, or while no operator exists, it makes the first one. */
export function Component() {
  const t = useTranslations('signIn');
  const nav = useTranslations('nav');
  const [address] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: session, isError } = useQuery({
    ...sessionQuery,
    refetchInterval: ({ state }) =>
      (state.status === 'error' || state.data?.store ? RETRY_SECONDS : LOOK_SECONDS) * 1000,
    retry: false,
  });
  const next = nextAddress(address.get('next'));
  const code = address.get('setup') ?? '';
  const setup = session ? (session.setupNeeded ?? code !== '') : code !== '';
  const title = setup ? t('setupTitle') : t('title');
  usePageTitle(nav('signIn'));
  useEffect(() => {
    if (session?.user) void navigate(next, { replace: true });
  }, [session?.user, navigate, next]);

  const done = async () => {
    await queries.invalidateQueries({ queryKey: keys.session });
    void navigate(next, { replace: true });
  };

  return (
    <div className="sign-in">
      <main>
        <svg width={28} height={28} viewBox="0 0 18 18" aria-hidden="true" className="mb-5">
          <path
            d="M9 0c.5 5.2 2.3 7.6 9 9-6.7 1.4-8.5 3.8-9 9-.5-5.2-2.3-7.6-9-9 6.7-1.4 8.5-3.8 9-9Z"
            fill="var(--cy-accent)"
          />
        </svg>
        <h1>{title}</h1>
        <p className="mt-1 mb-5 text-ink-2">{setup ? t('setupWhat') : (session?.environment.name ?? '')}</p>
        {isError ? (
          <div className="mb-4">
            <Banner tone="caution" alert>
              {t('noAnswer', { seconds: String(RETRY_SECONDS) })}
            </Banner>
          </div>
        ) : session?.store ? (
          <StoreNote store={session.store} />
        ) : null}
        <SignInForm key={String(setup)} setup={setup} code={code} onDone={() => void done()} />
      </main>
    </div>
  );
}
