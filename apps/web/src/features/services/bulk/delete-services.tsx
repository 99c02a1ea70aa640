import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../../lib/http.ts';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { type Outlook, ServicesSheet } from './services-sheet.tsx';
import { idOfService, useEach } from './use-each.ts';
import { useServices } from './use-services.ts';

const write =
  ({ namespace, service, editRevision = '' }: Service) =>
  (idempotencyKey: string) =>
    http.delete(
      pathOf('services', namespace, service),
      { typed: service },
      { ifMatch: editRevision, idempotencyKey },
    );

type DeleteServicesProps = {
  ids: readonly string[];
  onClose: () => void;
  /** Those that are still there. */
  onOver: (undone: ReadonlySet<string>) => void;
};

/** What stands in the way of deleting each, and the number to be typed for those where nothing does. */
export function DeleteServices({ ids, onClose, onOver }: DeleteServicesProps) {
  const t = useTranslations('manyServices');
  const form = useTranslations('form');
  const whyNot = useWhyNot();
  const read = useServices(ids);
  const each = useEach();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const free = read.services.filter(({ may }) => may.delete === true);
  const n = free.length;
  const isTyped = typed.trim() === String(n);

  const outlookOf = ({ may }: Service): Outlook => {
    const why = whyNot(may.delete);
    return why === undefined ? { tone: 'good', said: t('canBeDeleted') } : { tone: 'caution', said: why };
  };
  const confirm = async () => {
    setTried(true);
    if (n === 0 || read.isReading) return;
    if (!isTyped) return input.current?.focus();
    const undone = await each.run(free.map((service) => ({ service, write: write(service) })));
    const blocked = read.services.filter((one) => !free.includes(one));
    onOver(new Set([...undone, ...blocked.map(idOfService)]));
  };
  return (
    <ServicesSheet
      title={t('deleteTitle', { n: ids.length })}
      confirm={t('delete', { n })}
      look="danger"
      {...{ read, each, outlookOf, onClose }}
      first={input}
      onConfirm={() => void confirm()}
    >
      {n === 0 && !read.isReading ? (
        <p className="text-ink-2" role={tried ? 'alert' : undefined}>
          {t('noneToDelete')}
        </p>
      ) : (
        <>
          <p className="text-ink-2">{form('cannotUndo')}</p>
          <FormField
            label={t('typeNumber', { n: String(n) })}
            fault={tried && !isTyped ? t('numberMissing') : undefined}
          >
            {(of) => (
              <input
                {...of}
                ref={input}
                className="input"
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </FormField>
        </>
      )}
    </ServicesSheet>
  );
}
