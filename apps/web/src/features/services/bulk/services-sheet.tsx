import type { Service } from '@cynosure/shared/console/service.ts';
import type { FormEvent, ReactNode, RefObject } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../../lib/registry/links.ts';
import { Button } from '../../../ui/button.tsx';
import { Mark, type Tone } from '../../../ui/mark.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { detailsOf, ReadFace } from '../../../ui/read-face.tsx';
import { type Fate, idOfService, type useEach } from './use-each.ts';
import type { useServices } from './use-services.ts';

/** What is said of a service before anything is written. */
export type Outlook = { tone: Tone; said: ReactNode };

type ServicesSheetProps = {
  title: string;
  confirm: string;
  look?: 'primary' | 'danger';
  read: ReturnType<typeof useServices>;
  each: ReturnType<typeof useEach>;
  outlookOf: (service: Service) => Outlook;
  children: ReactNode;
  first: RefObject<HTMLInputElement | null>;
  onConfirm: () => void;
  onClose: () => void;
};

/** Several services at once: what can be done with each, what to fill in, and what became of each. */
export function ServicesSheet({ title, each, read, first, onClose, ...props }: ServicesSheetProps) {
  const t = useTranslations('manyServices');
  const { services, gone, error } = read;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (each.phase === 'asking') props.onConfirm();
  };
  return (
    <Dialog label={title} open onClose={onClose} initialFocus={first}>
      <form onSubmit={submit} noValidate className="grid gap-3">
        {gone > 0 ? <p className="num text-ink-2">{t('gone', { n: gone })}</p> : null}
        {error ? <ReadFace error={error} onRetry={read.readAgain} what={t('table')} /> : null}
        <ServiceTable services={services} fates={each.fates} outlookOf={props.outlookOf} />
        {each.phase === 'asking' ? props.children : null}
        <p role="status" className="num text-ink-2 empty:hidden">
          <Progress each={each} total={services.length} />
        </p>
        <div className="flex gap-2 pt-1">
          <Buttons each={each} onClose={onClose} {...props} />
        </div>
      </form>
    </Dialog>
  );
}

type ButtonsProps = Pick<ServicesSheetProps, 'each' | 'confirm' | 'look' | 'onClose'>;

function Buttons({ each, confirm, look = 'primary', onClose }: ButtonsProps) {
  const words = useTranslations('action');
  if (each.phase === 'running') return <Button onClick={each.stop}>{words('cancel')}</Button>;
  if (each.phase === 'over')
    return (
      <Button look="primary" onClick={onClose}>
        {words('done')}
      </Button>
    );
  return (
    <>
      <Button type="submit" look={look}>
        {confirm}
      </Button>
      <Button onClick={onClose}>{words('cancel')}</Button>
    </>
  );
}

function Progress({
  each: { phase, fates, unanswered },
  total,
}: {
  each: ReturnType<typeof useEach>;
  total: number;
}) {
  const t = useTranslations('manyServices');
  if (phase === 'asking') return null;
  if (unanswered) return t('unanswered');
  if (phase === 'running') return t('reached', { n: fates.size, total });
  const n = (kind: Fate['kind']) => [...fates.values()].filter((fate) => fate.kind === kind).length;
  const counted = { done: n('done'), unchanged: n('unchanged'), failed: n('failed'), left: n('left') };
  return t('over', counted);
}

type TableProps = {
  services: readonly Service[];
  fates: ReadonlyMap<string, Fate>;
  outlookOf: (service: Service) => Outlook;
};

function ServiceTable({ services, fates, outlookOf }: TableProps) {
  const t = useTranslations('manyServices');
  const field = useTranslations('field');
  const sayFate = (fate: Fate): Outlook =>
    fate.kind === 'failed'
      ? { tone: 'bad', said: `${t('fate.failed')} ${detailsOf(fate.error)}` }
      : { tone: fate.kind === 'done' ? 'good' : 'none', said: t(`fate.${fate.kind}`) };
  return (
    <table className="data-table" aria-label={t('table')}>
      <thead>
        <tr>
          <th scope="col">{field('service')}</th>
          <th scope="col">{t('outlook')}</th>
        </tr>
      </thead>
      <tbody>
        {services.map((one) => {
          const fate = fates.get(idOfService(one));
          const { tone, said } = fate ? sayFate(fate) : outlookOf(one);
          return (
            <tr key={idOfService(one)}>
              <td className="min-w-32 whitespace-normal">
                <Link
                  className="wrap-anywhere hover:underline"
                  to={links.service(one.namespace, one.service)}
                >
                  <bdi>{one.service}</bdi>
                </Link>{' '}
                <small className="text-ink-3">
                  <bdi>{one.namespace}</bdi>
                </small>
              </td>
              <td className="whitespace-normal">
                <Mark tone={tone} size="xs">
                  {said}
                </Mark>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
