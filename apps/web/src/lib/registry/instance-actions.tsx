import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import type { IconName } from '../../ui/icon.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { type SheetKind, useSheet } from '../sheet-address.ts';
import { useShortcuts } from '../shortcuts.ts';
import { hostsOfSelection } from './selections.ts';
import type { WhyNotChange } from './why-not.ts';

type InstanceActionsProps = {
  /** Freezes what is selected and answers its id: every action is for exactly these. */
  freeze: () => Promise<string>;
  whyNot: WhyNotChange;
  /** Instead of isolating the frozen instances. */
  onIsolate?: () => void;
};

type Action = { kind: SheetKind; icon: IconName; word: 'weight' | 'ttl' | 'labels' | 'check' };

const edits: readonly Action[] = [
  { kind: 'weight', icon: 'sliders', word: 'weight' },
  { kind: 'ttl', icon: 'clock', word: 'ttl' },
  { kind: 'labels', icon: 'brackets', word: 'labels' },
  { kind: 'check', icon: 'pulse', word: 'check' },
];

/** Buttons for many instances; each opens the sheet with its consequence. */
export function InstanceActions({ freeze, whyNot, onIsolate }: InstanceActionsProps) {
  const t = useTranslations('selection');
  const words = useTranslations('action');
  // The address may have changed by the time that the selection is frozen.
  const open = useStable(useSheet().open);
  const [busy, setBusy] = useState<string>();
  const withFrozen = async (name: string, run: (selection: string) => unknown) => {
    if (busy) return;
    setBusy(name);
    try {
      await run(await freeze());
    } catch (error) {
      const text = `${t('failed')} ${detailsOf(error instanceof Error ? error : new Error(String(error)))}`;
      alarm(text);
      showToast(text);
    } finally {
      setBusy(undefined);
    }
  };
  const sheet = (kind: SheetKind) => void withFrozen(kind, (selection) => open(kind, selection));
  const copyHosts = (selection: string) =>
    hostsOfSelection(selection).then(async (hosts) => {
      if (await copyText(hosts.join('\n'))) showToast(t('hostsCopied', { n: hosts.length }));
    });
  const isolate = onIsolate ?? (() => sheet('out'));
  useShortcuts({ i: () => whyNot.isolate === undefined && isolate() });
  return (
    <>
      <Button
        look="quiet"
        icon="hatch"
        shortcut="i"
        disabledWhy={whyNot.isolate}
        aria-busy={busy === 'out' || undefined}
        onClick={isolate}
      >
        {words('isolate')}
      </Button>
      <Button
        look="quiet"
        icon="arrow"
        disabledWhy={whyNot.isolate}
        aria-busy={busy === 'back' || undefined}
        onClick={() => sheet('back')}
      >
        {words('endIsolation')}
      </Button>
      <span className="sep" />
      {edits.map(({ kind, icon, word }) => (
        <Button
          key={kind}
          look="quiet"
          icon={icon}
          disabledWhy={whyNot.edit}
          aria-busy={busy === kind || undefined}
          onClick={() => sheet(kind)}
        >
          {t(word)}
        </Button>
      ))}
      <Button
        look="quiet"
        icon="copy"
        aria-busy={busy === 'copy' || undefined}
        onClick={() => void withFrozen('copy', copyHosts)}
      >
        {words('copyHosts')}
      </Button>
      <Menu side="top" align="end" trigger={<Button look="quiet" icon="more" label={words('more')} />}>
        <MenuItem
          icon="trash"
          disabled={whyNot.deregister !== undefined}
          onSelect={() => sheet('deregister')}
        >
          {t('deregister')}
        </MenuItem>
      </Menu>
    </>
  );
}
