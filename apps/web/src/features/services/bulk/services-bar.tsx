import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SelectionBar } from '../../../lib/registry/selection-bar.tsx';
import { useMayInSome } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { onDemand } from '../../../ui/on-demand.tsx';

const sheets = {
  labels: onDemand(() => import('./label-services.tsx').then((module) => module.LabelServices)),
  delete: onDemand(() => import('./delete-services.tsx').then((module) => module.DeleteServices)),
};

/** Each is read in full and written by itself. */
const MOST_SERVICES = 50;

type ServicesBarProps = {
  ticked: ReadonlySet<string>;
  setTicked: (ids: ReadonlySet<string>) => void;
  /** Where there is no room for ticks; a sheet that is open stays. */
  hidden: boolean;
};

/** What can be done with the ticked services. */
export function ServicesBar({ ticked, setTicked, hidden }: ServicesBarProps) {
  const t = useTranslations('manyServices');
  const selection = useTranslations('selection');
  const why = useTranslations('whyNot');
  const mayChange = useMayInSome('owner');
  /** What is done to which: ticks change once it is over, while its sheet tells what came of it. */
  const [open, setOpen] = useState<{ action: keyof typeof sheets; ids: readonly string[] }>();
  const tooMany = ticked.size > MOST_SERVICES ? t('tooMany', { n: MOST_SERVICES }) : undefined;
  const whyNot = mayChange ? tooMany : why('ownersOnly');
  const start = (action: keyof typeof sheets) => () => setOpen({ action, ids: [...ticked] });
  const Sheet = open && sheets[open.action];
  return (
    <>
      {ticked.size > 0 && !hidden ? (
        <SelectionBar
          error={undefined}
          onClear={() => setTicked(new Set())}
          said={<b className="font-semibold">{selection('n', { n: ticked.size })}</b>}
        >
          <Button look="quiet" icon="brackets" disabledWhy={whyNot} onClick={start('labels')}>
            {selection('labels')}
          </Button>
          <Button look="quiet" icon="trash" disabledWhy={whyNot} onClick={start('delete')}>
            {t('deleteMenu')}
          </Button>
        </SelectionBar>
      ) : null}
      {Sheet ? <Sheet ids={open.ids} onOver={setTicked} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}
