import { type ClipboardEvent, type RefObject, useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { pastedLabels } from '../../../lib/registry/forms/labels-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { Shape } from '../../../ui/mark.tsx';
import { type BulkDraft, type EditKind, type LabelLine, labelFault, wholeIn } from './bulk-kind.ts';

type FieldProps = {
  draft: BulkDraft;
  onChange: (next: Partial<BulkDraft>) => void;
  /** Confirm was pressed while the value is missing or wrong. */
  missing: boolean;
  fieldRef: RefObject<HTMLInputElement | null>;
};

/** What all the selected instances shall have. */
export function ManyFields({ kind, ...props }: FieldProps & { kind: EditKind }) {
  const t = useTranslations('bulk');
  switch (kind) {
    case 'weight':
      return (
        <NumberField
          {...props}
          name={t('weight')}
          value={props.draft.weight}
          bounds={[0, 10_000]}
          chips={[0, 20, 50, 100]}
          hint={t('weightHint')}
          set={(weight) => props.onChange({ weight })}
        />
      );
    case 'ttl': {
      const ttl = wholeIn(props.draft.ttl, 1, 60);
      return (
        <NumberField
          {...props}
          name={t('ttl')}
          value={props.draft.ttl}
          bounds={[1, 60]}
          chips={[5, 10, 30]}
          hint={t('ttlHint', { ttl: ttl ?? 5, span: 3 * (ttl ?? 5) })}
          set={(next) => props.onChange({ ttl: next })}
        />
      );
    }
    case 'check':
      return <CheckField {...props} />;
    case 'labels':
      return <LabelFields {...props} />;
  }
}

type NumberProps = FieldProps & {
  name: string;
  value: string;
  bounds: readonly [number, number];
  chips: readonly number[];
  hint: string;
  set: (value: string) => void;
};

function NumberField({ name, value, bounds, chips, hint, set, missing, fieldRef }: NumberProps) {
  const t = useTranslations('bulk');
  const id = useId();
  const [least, most] = bounds;
  const wrong = value.trim() !== '' && wholeIn(value, least, most) === undefined;
  const problem = wrong || missing ? t('range', { least, most }) : undefined;
  return (
    <div className="many">
      <label htmlFor={id}>{name}</label>
      <input
        ref={fieldRef}
        id={id}
        className="input number"
        type="number"
        min={least}
        max={most}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => set(event.target.value)}
      />
      <span className="recent">
        {chips.map((chip) => (
          <button key={chip} type="button" className="num" onClick={() => set(String(chip))}>
            {chip}
          </button>
        ))}
      </span>
      <div id={`${id}-hint`} className="hint">
        {problem ? (
          <span className="mark bad xs">
            <Shape tone="bad" size={12} />
            {problem}
          </span>
        ) : (
          hint
        )}
      </div>
    </div>
  );
}

function CheckField({ draft, onChange, missing, fieldRef }: FieldProps) {
  const t = useTranslations('bulk');
  const group = useId();
  const options = [
    { checked: true, label: t('checkOn'), hint: t('checkOnHint') },
    { checked: false, label: t('checkOff'), hint: t('checkOffHint') },
  ];
  return (
    <div className="many" role="radiogroup" aria-label={t('check')}>
      {options.map(({ checked, label, hint }, place) => (
        <label key={label} className="option">
          <input
            ref={place === 0 ? fieldRef : undefined}
            type="radio"
            className="radio"
            name={group}
            checked={draft.checked === checked}
            onChange={() => onChange({ checked })}
          />
          <span>
            {label} <span className="text-ink-3">{hint}</span>
          </span>
        </label>
      ))}
      {missing ? (
        <div className="mark bad xs hint">
          <Shape tone="bad" size={12} />
          {t('choose')}
        </div>
      ) : null}
    </div>
  );
}

function LabelFields({ draft, onChange, missing, fieldRef }: FieldProps) {
  const t = useTranslations('bulk');
  const { labels } = draft;
  const set = (index: number, change: Partial<LabelLine>) =>
    onChange({ labels: labels.map((line, place) => (place === index ? { ...line, ...change } : line)) });
  const paste = (event: ClipboardEvent, index: number) => {
    const pasted = pastedLabels(event.clipboardData.getData('text'));
    if (!pasted) return;
    event.preventDefault();
    const lines = pasted.map((pair) => ({ ...pair, remove: false }));
    onChange({ labels: [...labels.slice(0, index), ...lines, ...labels.slice(index + 1)] });
  };
  return (
    <fieldset className="many labels" aria-label={t('labels')}>
      {labels.map((line, index) => {
        const fault = labelFault(labels, index);
        const n = index + 1;
        return (
          <div key={index} className="line">
            <input
              ref={index === 0 ? fieldRef : undefined}
              className="input"
              aria-label={t('labelKey', { n })}
              placeholder={t('labelKeyHint')}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={fault !== undefined || undefined}
              value={line.key}
              onChange={(event) => set(index, { key: event.target.value.trim() })}
              onPaste={(event) => paste(event, index)}
            />
            <span aria-hidden="true">=</span>
            <input
              className="input"
              aria-label={t('labelValue', { n })}
              placeholder={line.remove ? t('labelRemoved') : undefined}
              autoComplete="off"
              spellCheck={false}
              disabled={line.remove}
              value={line.remove ? '' : line.value}
              onChange={(event) => set(index, { value: event.target.value })}
            />
            <label className="option">
              <input
                type="checkbox"
                className="tick"
                checked={line.remove}
                onChange={(event) => set(index, { remove: event.target.checked })}
              />
              {t('labelTakeAway')}
            </label>
            <Button
              icon="x"
              look="quiet"
              small
              label={t('labelRemove', { key: line.key || String(n) })}
              onClick={() =>
                onChange({
                  labels: labels.length === 1 ? [EMPTY] : labels.filter((_, place) => place !== index),
                })
              }
            />
            {fault ? (
              <span className="mark bad xs hint">
                <Shape tone="bad" size={12} />
                {t(`labelFault.${fault}`)}
              </span>
            ) : null}
          </div>
        );
      })}
      <div className="flex items-center gap-3">
        <Button icon="plus" small onClick={() => onChange({ labels: [...labels, EMPTY] })}>
          {t('labelAdd')}
        </Button>
        {missing ? (
          <span className="mark bad xs">
            <Shape tone="bad" size={12} />
            {t('labelMissing')}
          </span>
        ) : (
          <span className="text-ink-3 text-xs">{t('labelPaste')}</span>
        )}
      </div>
    </fieldset>
  );
}

const EMPTY: LabelLine = { key: '', value: '', remove: false };
