import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { nobodyAnswered, RequestError } from '../../lib/problem.ts';
import { useSetup, useSignIn } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { Gap } from '../../ui/gap.tsx';

const SHORTEST_PASSWORD = 8;
const fieldNames = ['code', 'name', 'password'] as const;
type FieldName = (typeof fieldNames)[number];

/** Name and password; with `setup` also the one-time code, and both are chosen instead of told. */
export function SignInForm({
  setup,
  code,
  onDone,
  autoFocusName,
}: {
  setup: boolean;
  code: string;
  onDone: () => void;
  autoFocusName?: boolean;
}) {
  const t = useTranslations('signIn');
  const signIn = useSignIn();
  const setUp = useSetup();
  const needsCode = setup && code === '';
  const { isPending, error } = setup ? setUp : signIn;
  const [missing, setMissing] = useState<Partial<Record<FieldName, string>>>({});
  const waitSeconds = useWait(error);
  const [shown, setShown] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const value = (name: FieldName) => String(data.get(name) ?? '');
    const wrong = check(setup, value, t);
    setMissing(wrong);
    const [first] = Object.keys(wrong);
    if (first) return form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    if (isPending || waitSeconds > 0) return;
    const who = { name: value('name').trim(), password: value('password') };
    if (setup) setUp.mutate({ ...who, code: value('code').trim() }, { onSuccess: onDone });
    else signIn.mutate(who, { onSuccess: onDone });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-4">
      {setup ? (
        <Field
          name="code"
          label={t('code')}
          hint={t('codeHint')}
          wrong={missing.code}
          defaultValue={code}
          autoComplete="off"
          autoFocus={needsCode}
        />
      ) : null}
      <Field
        name="name"
        label={t('name')}
        wrong={missing.name}
        autoComplete="username"
        autoFocus={(autoFocusName ?? true) && !needsCode}
      />
      <Field
        name="password"
        type={shown ? 'text' : 'password'}
        label={t('password')}
        hint={setup ? t('passwordHint', { n: String(SHORTEST_PASSWORD) }) : undefined}
        wrong={missing.password}
        autoComplete={setup ? 'new-password' : 'current-password'}
      />
      {setup ? (
        // Chosen once and never asked again: a slip of the finger would lock everybody out.
        <label className="-mt-2 inline-flex items-center gap-2 text-ink-2 text-xs">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
          {t('showPassword')}
        </label>
      ) : null}
      <div role="alert" className="min-h-5 text-unhealthy-ink">
        {error ? <Why error={error} setup={setup} waitSeconds={waitSeconds} /> : null}
      </div>
      <Button
        type="submit"
        look="primary"
        disabledWhy={waitSeconds > 0 ? t('waiting', { seconds: String(waitSeconds) }) : undefined}
      >
        {setup ? t('create') : t('signIn')}
      </Button>
    </form>
  );
}

function check(
  setup: boolean,
  value: (name: FieldName) => string,
  t: ReturnType<typeof useTranslations<'signIn'>>,
): Partial<Record<FieldName, string>> {
  return {
    ...(setup && !value('code').trim() ? { code: t('missingCode') } : {}),
    ...(value('name').trim() ? {} : { name: t('missingName') }),
    ...(value('password') ? {} : { password: t('missingPassword') }),
    ...(setup && value('password') && value('password').length < SHORTEST_PASSWORD
      ? { password: t('shortPassword', { n: String(SHORTEST_PASSWORD) }) }
      : {}),
  };
}

function Why({
  error,
  setup,
  waitSeconds,
}: {
  error: Error;
  setup: boolean;
  waitSeconds: number;
}): ReactNode {
  const t = useTranslations('signIn');
  if (!(error instanceof RequestError)) return t('failed');
  if (error.status === 429) return t('tooMany', { seconds: String(waitSeconds) });
  if (nobodyAnswered(error)) {
    return (
      <>
        {t('unanswered')}
        <Gap />
        {waitSeconds > 0 ? t('waiting', { seconds: String(waitSeconds) }) : null}
      </>
    );
  }
  if (error.status === 401 || error.status === 403) return setup ? t('wrongCode') : t('wrong');
  return (
    <>
      {setup ? t('failedSetup') : t('failed')}
      <Refused error={error} />
    </>
  );
}

/** What the server has to say, by field where it names one. */
function Refused({ error }: { error: RequestError }) {
  const t = useTranslations('signIn');
  const fields = error.problem?.fields ?? [];
  if (fields.length === 0) return error.problem?.info ? <div>{error.problem.info}</div> : null;
  return fields.map(({ path, info }) => {
    const name = fieldNames.find((one) => path.endsWith(one));
    return <div key={path}>{name ? t('refusedField', { field: t(name), info }) : info}</div>;
  });
}

/** Seconds until another try makes sense: as the server says, or three while it does not answer. */
function useWait(error: Error | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!(error instanceof RequestError)) return setLeft(0);
    const ms = error.retryAfterMs ?? (nobodyAnswered(error) ? 3_000 : 0);
    const until = Date.now() + ms;
    const look = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

type FieldProps = {
  name: FieldName;
  label: string;
  type?: 'text' | 'password';
  hint?: string | undefined;
  wrong: string | undefined;
  defaultValue?: string;
  autoComplete: string;
  autoFocus?: boolean;
};

function Field({
  name,
  label,
  type = 'text',
  hint,
  wrong,
  defaultValue,
  autoComplete,
  autoFocus,
}: FieldProps) {
  const said = wrong ?? hint;
  return (
    <div>
      <label htmlFor={`sign-in-${name}`} className="mb-1 block font-medium text-ink-2">
        {label}
      </label>
      <input
        id={`sign-in-${name}`}
        name={name}
        type={type}
        className="input"
        defaultValue={defaultValue}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the page has one purpose, and this is where it begins.
        autoFocus={autoFocus}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={said ? `sign-in-${name}-said` : undefined}
      />
      {said ? (
        <div
          id={`sign-in-${name}-said`}
          className={`mt-1 text-xs ${wrong ? 'text-unhealthy-ink' : 'text-ink-3'}`}
        >
          {said}
        </div>
      ) : null}
    </div>
  );
}
