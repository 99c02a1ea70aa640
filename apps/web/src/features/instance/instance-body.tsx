import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { isAllowed, useWhyNot } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Banner } from '../../ui/face.tsx';
import { Panel } from '../../ui/panel.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ActivityList } from './activity-tab.tsx';
import { DeregisterDialog } from './deregister-dialog.tsx';
import { EditForm } from './edit-form.tsx';
import type { FieldName } from './fields.ts';
import { GoneNote } from './gone-note.tsx';
import { HeartbeatsTab } from './heartbeats-tab.tsx';
import { InstanceActions } from './instance-actions.tsx';
import { type Saved, SavedNote } from './saved-note.tsx';
import { StateTab } from './state-tab.tsx';
import { ThreeLines } from './three-lines.tsx';
import { useActivityLive } from './use-activity-live.ts';
import { useInstanceWrites } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';
import { useRegisteredAgain } from './use-instance.ts';
import './instance.css';

export const instanceTabs = ['state', 'heartbeats', 'activity'] as const;
export type InstanceTab = (typeof instanceTabs)[number];

type InstanceBodyProps = {
  instance: Instance;
  /** Of the registry when it was read. */
  position: string;
  tab: InstanceTab;
  linkTo: (tab: InstanceTab) => string;
  onBack: () => void;
};

/** All of one instance below its name: the same in the drawer and on its page. */
export function InstanceBody({ instance, position, tab, linkTo, onBack }: InstanceBodyProps) {
  const t = useTranslations('instance');
  const whyNot = useWhyNot();
  const format = useFormat();
  const now = useNow();
  const { open } = useSheet();
  const { nameOf } = useFieldWords();
  const writes = useInstanceWrites(instance.id);
  const again = useRegisteredAgain(instance);
  const [editing, setEditing] = useState<{ field?: FieldName | 'labels' }>();
  const [saved, setSaved] = useState<Saved>();
  const [failedRelease, setFailedRelease] = useState('');
  const [deregistering, setDeregistering] = useState(false);
  useActivityLive(instance, position, tab === 'heartbeats' || editing !== undefined);
  const name = `${instance.host}:${instance.port}`;
  const whyNotEdit = instance.gone ? t('gone', { ago: '' }).trim() : whyNot(instance.may?.edit);
  const edit = (field?: FieldName | 'labels') => {
    setSaved(undefined);
    setEditing(field ? { field } : {});
  };
  const onSaved = (done: Saved) => {
    setEditing(undefined);
    setSaved(done);
  };
  const release = async (path: string) => {
    setFailedRelease(path);
    if (await writes.release(path)) setFailedRelease('');
  };
  const outOrIn = () => {
    const intents = instance.isolation?.intents ?? [];
    if (instance.gone) return;
    if (!instance.isolation && isAllowed(instance.may?.isolate)) open('isolate', instance.id);
    else if (!isAllowed(instance.may?.end)) return;
    else if (intents.length > 0) open('end', intents.join());
    else if (instance.isolation) open('release', instance.id);
  };
  useShortcuts({
    e: () => {
      if (whyNotEdit === undefined && !editing) edit();
    },
    i: outOrIn,
  });

  return (
    <>
      {instance.gone ? (
        <GoneNote instance={instance} onBack={onBack} />
      ) : (
        <InstanceActions
          instance={instance}
          whyNotEdit={whyNotEdit}
          onIsolate={outOrIn}
          onEdit={() => edit()}
          onDeregister={() => setDeregistering(true)}
        />
      )}
      {again !== undefined ? (
        <Banner tone="plain">{t('again', { ago: format.ago(again, now) })}</Banner>
      ) : null}
      {writes.writing.phase === 'refused' && failedRelease ? (
        <Banner tone="bad" alert>
          {t('notReleased', { field: nameOf(failedRelease) })}{' '}
          <span className="mono text-ink-3 text-xs">{detailsOf(writes.writing.error)}</span>
        </Banner>
      ) : null}
      {saved && !instance.gone ? <SavedNote saved={saved} onHeld={setSaved} /> : null}
      <ThreeLines instance={instance} />
      <Tabs
        label={t('tabList', { name })}
        current={tab}
        tabs={instanceTabs.map((one) => ({ name: one, label: t(`tabs.${one}`), to: linkTo(one) }))}
      >
        <div className="tab-body">
          <Panel resetKey={`${instance.id} ${tab}`}>
            {tab === 'state' && editing ? (
              <EditForm
                instance={instance}
                focus={editing.field}
                onRelease={(path) => void release(path)}
                onSaved={onSaved}
                onClose={() => setEditing(undefined)}
              />
            ) : null}
            {tab === 'state' && !editing ? (
              <StateTab
                instance={instance}
                onEdit={edit}
                onRelease={(path) => void release(path)}
                activityTo={linkTo('activity')}
              />
            ) : null}
            {tab === 'heartbeats' ? <HeartbeatsTab instance={instance} /> : null}
            {tab === 'activity' ? <ActivityList instance={instance} /> : null}
          </Panel>
        </div>
      </Tabs>
      {deregistering ? (
        <DeregisterDialog instance={instance} onClose={() => setDeregistering(false)} />
      ) : null}
    </>
  );
}
