import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { InstanceActions } from './instance-actions.tsx';
import { links } from './links.ts';
import { SelectionBar } from './selection-bar.tsx';
import { freeze } from './selections.ts';
import type { WhyNotChange } from './why-not.ts';

const MOST_HOSTS = 50;

type HostSelectionBarProps = { selected: ReadonlySet<string>; onClear: () => void; whyNot: WhyNotChange };

/** What can be done with ticked hosts: isolating takes whole hosts, the rest is for every instance on them. */
export function HostSelectionBar({ selected, onClear, whyNot }: HostSelectionBarProps) {
  const t = useTranslations('selection');
  const navigate = useNavigate();
  if (selected.size === 0) return null;
  const hosts = [...selected];
  const tooMany = hosts.length > MOST_HOSTS ? t('tooManyHosts', { n: MOST_HOSTS }) : undefined;
  return (
    <SelectionBar
      error={undefined}
      onClear={onClear}
      said={<b className="font-semibold">{t('n', { n: hosts.length })}</b>}
    >
      <InstanceActions
        freeze={async () => (await freeze({ hosts })).selection}
        whyNot={{ ...whyNot, isolate: whyNot.isolate ?? tooMany }}
        onIsolate={() =>
          void navigate(links.isolateHost(hosts), { state: { keepFocus: true, sheetOver: true } })
        }
      />
    </SelectionBar>
  );
}
