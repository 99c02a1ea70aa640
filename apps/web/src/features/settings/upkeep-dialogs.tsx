import type { ServerFacts } from '@cynosure/shared/console/settings.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { connectedQuery, type DoorName, type UpkeepAct, useUpkeep } from './use-upkeep.ts';

type Closes = { onClose: () => void };

/** Asks once, does it, and says what came of it. `act` undefined = something is missing, and it is said where. */
function UpkeepDialog({
  title,
  what,
  confirm,
  look = 'primary',
  act,
  done,
  initialFocus,
  onMissing,
  onClose,
  children,
}: Closes & {
  title: string;
  what: string;
  confirm: string;
  look?: 'primary' | 'danger';
  act: UpkeepAct | undefined;
  done: (count: number) => string;
  initialFocus?: RefObject<HTMLElement | null>;
  onMissing?: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations('settings');
  const words = useTranslations('action');
  const upkeep = useUpkeep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (upkeep.isPending) return;
    if (act === undefined) {
      onMissing?.();
      return;
    }
    upkeep.mutate(act, {
      onSuccess: ({ count }) => {
        showToast(done(count));
        onClose();
      },
    });
  };
  return (
    <Dialog label={title} open onClose={onClose} {...(initialFocus ? { initialFocus } : {})}>
      <form onSubmit={submit} noValidate className="grid gap-3">
        <p className="m-0 text-ink-2">{what}</p>
        {children}
        {upkeep.error ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('notDone')} {upkeep.error.message}{' '}
            <span className="mono text-ink-3 text-xs">{detailsOf(upkeep.error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button type="submit" look={look} aria-busy={upkeep.isPending || undefined}>
            {confirm}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

export function ReleaseDialog({ onClose }: Closes) {
  const t = useTranslations('settings');
  return (
    <UpkeepDialog
      title={t('releaseLeadTitle')}
      what={t('releaseLeadWhat')}
      confirm={t('releaseLeadNow')}
      act={{ path: 'lead/release', body: {} }}
      done={() => t('releasedLead')}
      onClose={onClose}
    />
  );
}

const doors = ['grpc', 'http'] as const;

export function CloseDialog({ onClose }: Closes) {
  const t = useTranslations('settings');
  const [door, setDoor] = useState<DoorName>('grpc');
  const [host, setHost] = useState('');
  const [port, setPort] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const connected = useQuery(connectedQuery(door)).data?.value;
  const open = connected?.items.find((one) => one.host === host.trim())?.connections;
  const portFault = port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536);
  const isMissing = host.trim() === '';
  return (
    <UpkeepDialog
      title={t('closeTitle')}
      what={t('closeWhat')}
      confirm={t('closeNow', { n: port === '' ? (open ?? 0) : 1 })}
      look="danger"
      act={
        isMissing || portFault
          ? undefined
          : {
              path: 'connections/close',
              body: { door, host: host.trim(), ...(port === '' ? {} : { port: Number(port) }) },
            }
      }
      done={(n) => t('closed', { n })}
      initialFocus={field}
      onMissing={() => {
        setTried(true);
        if (isMissing) field.current?.focus();
      }}
      onClose={onClose}
    >
      <FormField label={t('door')}>
        {(of) => (
          <select
            {...of}
            className="input"
            value={door}
            onChange={({ target }) => setDoor(doors.find((one) => one === target.value) ?? 'grpc')}
          >
            {doors.map((one) => (
              <option key={one} value={one}>
                {t(`doorNames.${one}`)}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <FormField
        label={t('host')}
        rule={connected ? t('hostRule', { n: connected.total }) : undefined}
        fault={tried && isMissing ? t('hostMissing') : undefined}
      >
        {(of) => (
          <input
            {...of}
            ref={field}
            className="input mono"
            list="connected-hosts"
            spellCheck={false}
            autoComplete="off"
            value={host}
            onChange={({ target }) => setHost(target.value)}
          />
        )}
      </FormField>
      <datalist id="connected-hosts">
        {connected?.items.map((one) => (
          <option key={one.host} value={one.host}>
            {t('connections', { n: one.connections })}
          </option>
        ))}
      </datalist>
      <FormField label={t('port')} rule={t('portRule')} fault={portFault ? t('portBad') : undefined}>
        {(of) => (
          <input
            {...of}
            className="input"
            inputMode="numeric"
            value={port}
            onChange={({ target }) => setPort(target.value.trim())}
          />
        )}
      </FormField>
    </UpkeepDialog>
  );
}

const levelNames = ['debug', 'info', 'warn', 'error', 'fatal', 'none'] as const;

export function LevelDialog({ levels, onClose }: Closes & { levels: NonNullable<ServerFacts['logLevels']> }) {
  const t = useTranslations('settings');
  const [scope, setScope] = useState(levels[0]?.scope ?? 'default');
  const [chosen, setChosen] = useState<string>();
  const level = chosen ?? levels.find((one) => one.scope === scope)?.level ?? 'info';
  return (
    <UpkeepDialog
      title={t('setLevelTitle')}
      what={t('setLevelWhat')}
      confirm={t('setLevelNow')}
      act={{ path: 'log-level', body: { scope, level } }}
      done={() => t('levelSet', { scope, level })}
      onClose={onClose}
    >
      <FormField label={t('scope')}>
        {(of) => (
          <select
            {...of}
            className="input"
            value={scope}
            onChange={({ target }) => {
              setScope(target.value);
              setChosen(undefined);
            }}
          >
            {levels.map((one) => (
              <option key={one.scope}>{one.scope}</option>
            ))}
          </select>
        )}
      </FormField>
      <FormField label={t('level')}>
        {(of) => (
          <select {...of} className="input" value={level} onChange={({ target }) => setChosen(target.value)}>
            {levelNames.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </FormField>
    </UpkeepDialog>
  );
}

/** It cannot be taken back, so a word is typed. */
export function CleanDialog({ onClose }: Closes) {
  const t = useTranslations('settings');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const word = t('cleanWord');
  return (
    <UpkeepDialog
      title={t('cleanTitle')}
      what={t('cleanWhat')}
      confirm={t('cleanNow')}
      look="danger"
      act={typed === word ? { path: 'clean', body: { typed } } : undefined}
      done={(n) => t('cleaned', { n })}
      initialFocus={input}
      onMissing={() => {
        setTried(true);
        input.current?.focus();
      }}
      onClose={onClose}
    >
      <input
        ref={input}
        className="input"
        aria-label={t('cleanType')}
        placeholder={t('cleanType')}
        aria-invalid={(tried && typed !== word) || undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </UpkeepDialog>
  );
}
