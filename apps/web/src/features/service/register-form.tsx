import type {
  RegisteredInstances,
  RegisterInstances,
  RegisterPreview,
  Service,
} from '@cynosure/shared/console/service.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { faultsOfLabels, type LabelRow, labelsOfRows } from '../../lib/registry/forms/labels-draft.ts';
import { LabelsEditor } from '../../lib/registry/forms/labels-editor.tsx';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { MOST_PLACES, type Places, readPlaces, wholeIn } from './places.ts';

const TYPING_SETTLES_MS = 300;
const MOST_NAMED = 8;
const texts = ['protocol', 'version', 'region', 'zone', 'campus'] as const;

/** Registers instances by hand: hosts times ports, counted as they are typed. */
export function RegisterForm({ service: of, onClose }: { service: Service; onClose: () => void }) {
  const t = useTranslations('service');
  const r = useTranslations('service.registerForm');
  const field = useTranslations('field');
  const words = useTranslations('action');
  const { namespace, service } = of;
  const [hostText, setHostText] = useState('');
  const [portText, setPortText] = useState('');
  const [weight, setWeight] = useState('100');
  const [more, setMore] = useState<Record<(typeof texts)[number], string>>({
    protocol: '',
    version: '',
    region: '',
    zone: '',
    campus: '',
  });
  const [labels, setLabels] = useState<LabelRow[]>([]);
  const [checked, setChecked] = useState(false);
  const [ttl, setTtl] = useState('5');
  const [isolated, setIsolated] = useState(false);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLTextAreaElement>(null);
  const places = readPlaces(hostText, portText);
  const preview = useExisting(namespace, service, places);
  const existing = preview?.existing ?? [];
  const n = places.hosts.length * places.ports.length - existing.length;
  const weightValue = wholeIn(weight, 0, 10_000);
  const ttlValue = wholeIn(ttl, 1, 60);
  const write = useRegister();

  const faultOf = (name: 'hosts' | 'ports') => {
    const fault = places.faults.find((one) => one.field === name);
    if (!fault || (!tried && fault.kind.endsWith('Missing'))) return undefined;
    switch (fault.kind) {
      case 'hostLong':
        return r('hostLong', { host: fault.host });
      case 'portBad':
        return r('portBad', { port: fault.port });
      case 'tooMany':
        return r('tooMany', {
          hosts: String(places.hosts.length),
          ports: String(places.ports.length),
          n: String(places.hosts.length * places.ports.length),
          most: String(MOST_PLACES),
        });
      default:
        return r(fault.kind);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const bad =
      places.faults.length > 0 ||
      n === 0 ||
      weightValue === undefined ||
      (checked && ttlValue === undefined) ||
      faultsOfLabels(labels).size > 0;
    if (bad) {
      // After the faults have been drawn.
      setTimeout(() =>
        (form.current?.querySelector<HTMLElement>('[aria-invalid]') ?? first.current)?.focus(),
      );
      return;
    }
    if (write.isPending) return;
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value.trim() !== ''));
    write.mutate(
      {
        ...{ namespace, service, hosts: places.hosts, ports: places.ports, ...given },
        weight: weightValue,
        labels: labelsOfRows(labels),
        ttlSeconds: checked ? (ttlValue ?? null) : null,
        ...(isolated ? { isolated } : {}),
      },
      {
        onSuccess: ({ ids }) => {
          showToast(r('done', { n: ids.length }));
          onClose();
        },
      },
    );
  };
  const list = (name: 'hosts' | 'ports', value: string, set: (value: string) => void) => (
    <FormField label={r(name)} fault={faultOf(name)} rule={name === 'hosts' ? r('separators') : undefined}>
      {(props) => (
        <textarea
          {...props}
          ref={name === 'hosts' ? first : undefined}
          className="input mono"
          rows={3}
          spellCheck={false}
          autoCapitalize="none"
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </FormField>
  );
  return (
    <Dialog label={t('register')} open onClose={onClose} initialFocus={first}>
      <form ref={form} onSubmit={submit} noValidate className="grid gap-3.5">
        <div className="grid gap-3.5 sm:grid-cols-2">
          {list('hosts', hostText, setHostText)}
          {list('ports', portText, setPortText)}
        </div>
        <div className="num text-ink-2" aria-live="polite">
          {places.hosts.length > 0 && places.ports.length > 0
            ? r('counted', {
                hosts: places.hosts.length,
                ports: places.ports.length,
                n: places.hosts.length * places.ports.length,
              })
            : null}
        </div>
        {existing.length > 0 ? (
          <div className="note caution">
            <div>
              {n === 0 ? r('allExist') : r('existing', { n: existing.length })}{' '}
              <bdi className="mono text-xs">
                {existing
                  .slice(0, MOST_NAMED)
                  .map(({ host, port }) => `${host}:${port}`)
                  .join(', ')}
                {existing.length > MOST_NAMED ? ` +${existing.length - MOST_NAMED}` : ''}
              </bdi>
            </div>
          </div>
        ) : null}
        <div className="grid gap-3.5 sm:grid-cols-3">
          <FormField label={field('weight')} fault={weightValue === undefined ? r('weightBad') : undefined}>
            {(props) => (
              <input
                {...props}
                className="input num"
                type="number"
                min={0}
                max={10_000}
                value={weight}
                onChange={(event) => setWeight(event.target.value)}
              />
            )}
          </FormField>
          {texts.map((name) => (
            <FormField key={name} label={field(name)}>
              {(props) => (
                <input
                  {...props}
                  className="input"
                  maxLength={name === 'protocol' || name === 'version' ? 32 : 128}
                  spellCheck={false}
                  value={more[name]}
                  onChange={(event) => setMore({ ...more, [name]: event.target.value })}
                />
              )}
            </FormField>
          ))}
        </div>
        <div className="grid gap-2">
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              role="switch"
              aria-checked={checked}
              checked={checked}
              onChange={(event) => setChecked(event.target.checked)}
            />
            {r('healthCheck')}
          </label>
          {checked ? (
            <FormField
              label={field('ttl')}
              rule={r('ttlRule', { ttl: ttl || '?' })}
              fault={ttlValue === undefined ? r('ttlBad') : undefined}
            >
              {(props) => (
                <input
                  {...props}
                  className="input num w-24"
                  type="number"
                  min={1}
                  max={60}
                  value={ttl}
                  onChange={(event) => setTtl(event.target.value)}
                />
              )}
            </FormField>
          ) : null}
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              role="switch"
              aria-checked={isolated}
              checked={isolated}
              onChange={(event) => setIsolated(event.target.checked)}
            />
            {r('isolated')}
          </label>
          {isolated ? <div className="text-ink-3 text-xs">{r('isolatedWhat')}</div> : null}
        </div>
        <LabelsEditor rows={labels} onChange={setLabels} />
        {write.error ? (
          <div role="alert" className="text-unhealthy-ink">
            {r('failed')} <span className="mono text-ink-3 text-xs">{detailsOf(write.error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="primary" aria-busy={write.isPending || undefined}>
            {write.isPending ? t('registering') : t('registerN', { n: Math.max(0, n) })}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Which of them are there already, once the typing pauses. */
function useExisting(namespace: string, service: string, places: Places): RegisterPreview | undefined {
  const { hosts, ports, faults } = places;
  const asked = faults.length > 0 ? '' : JSON.stringify({ namespace, service, hosts, ports });
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), TYPING_SETTLES_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const read = useQuery({
    queryKey: ['instances', 'register', settled],
    enabled: settled !== '' && settled === asked,
    queryFn: () => http.post<RegisterPreview>('/instances/preview', JSON.parse(settled)),
  });
  return settled === asked && asked !== '' ? read.data : undefined;
}

function useRegister() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: RegisterInstances) => http.post<RegisteredInstances>('/instances', asked),
    onSuccess: (_, { namespace, service }) => {
      void queries.invalidateQueries({ queryKey: keys.allInstances });
      void queries.invalidateQueries({ queryKey: keys.service(namespace, service) });
    },
  });
}
