import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { type FieldName, pathOfField, valueAt } from './fields.ts';
import { Held } from './held-mark.tsx';
import type { Edit } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';

const WEIGHTS = ['0', '20', '50', '100'] as const;
const NUMBERS: ReadonlySet<FieldName> = new Set(['weight', 'ttlSeconds', 'priority']);

type FieldInputProps = {
  field: FieldName;
  edit: Edit;
  instance: Instance;
  tried: boolean;
  onRelease: (path: string) => void;
};

/** One field with the rule that it follows, said before it is saved. */
export function FieldInput({ field, edit, instance, tried, onRelease }: FieldInputProps) {
  const t = useTranslations('instance');
  const { nameOf } = useFieldWords();
  const id = useId();
  const checked = edit.draft.fields.checked ?? edit.base.checked;
  if ((field === 'ttlSeconds' && !checked) || (field === 'healthy' && checked)) return null;
  const path = pathOfField(field);
  const present = edit.draft.fields[field] ?? valueAt(instance, path) ?? (field === 'ttlSeconds' ? 5 : '');
  const fault = edit.wrong.find(({ at }) => at === field)?.fault;
  const shown = fault && (tried || String(present).trim() !== '') ? t(`fault.${fault}`) : undefined;
  const label = field === 'ttlSeconds' ? 'TTL' : nameOf(path);
  const isTouched = edit.wanted.some((one) => one.path === path);
  if (typeof present === 'boolean') {
    return (
      <div className="field-row">
        <span className="name">{label}</span>
        <div>
          <button
            type="button"
            role="switch"
            className="switch"
            data-field={field}
            aria-checked={present}
            aria-label={label}
            aria-describedby={`${id}-rule`}
            onClick={() => edit.set(field, !present)}
          >
            <i />
          </button>
          <div id={`${id}-rule`} className="rule">
            <Rule field={field} edit={edit} instance={instance} present={present} />
          </div>
          <Held path={path} instance={instance} onRelease={onRelease} />
        </div>
      </div>
    );
  }
  return (
    <div className="field-row" data-touched={isTouched || undefined}>
      <label className="name" htmlFor={id}>
        {label}
      </label>
      <div>
        <span className="flex items-center gap-1.5">
          <input
            id={id}
            className="input"
            data-field={field}
            type={NUMBERS.has(field) ? 'number' : 'text'}
            {...(NUMBERS.has(field)
              ? { min: field === 'ttlSeconds' ? 1 : 0, step: 1, inputMode: 'numeric' as const }
              : { maxLength: 256, spellCheck: false, autoComplete: 'off' })}
            {...(field === 'ttlSeconds' ? { max: 60 } : field === 'weight' ? { max: 10_000 } : {})}
            value={String(present)}
            aria-invalid={shown ? true : undefined}
            aria-describedby={`${id}-rule`}
            onChange={(event) => edit.set(field, event.target.value)}
          />
          {field === 'ttlSeconds' ? <span className="text-ink-3">s</span> : null}
          {field === 'weight'
            ? WEIGHTS.map((weight) => (
                <button
                  key={weight}
                  type="button"
                  className="chip"
                  aria-pressed={String(present) === weight}
                  onClick={() => edit.set('weight', weight)}
                >
                  {weight}
                </button>
              ))
            : null}
        </span>
        <div id={`${id}-rule`} className={shown ? 'rule text-unhealthy-ink' : 'rule'}>
          {shown ? `${shown} ` : null}
          <Rule field={field} edit={edit} instance={instance} present={String(present)} />
        </div>
        <Held path={path} instance={instance} onRelease={onRelease} />
      </div>
    </div>
  );
}

function Rule({
  field,
  edit,
  instance,
  present,
}: Pick<FieldInputProps, 'field' | 'edit' | 'instance'> & { present: string | boolean }) {
  const t = useTranslations('instance');
  const state = useTranslations('state');
  const format = useFormat();
  switch (field) {
    case 'ttlSeconds': {
      const ttl = Number(present);
      return Number.isInteger(ttl) && ttl >= 1 && ttl <= 60
        ? t('rule.ttl', { n: String(3 * ttl) })
        : t('rule.ttlPlain');
    }
    case 'weight': {
      const weight = Number(present);
      const all = weight + (instance.othersWeight ?? 0);
      return Number.isFinite(weight) && all > 0 && weight >= 0
        ? t('rule.weightShare', { share: format.percent(weight / all, 1) })
        : t('rule.weight');
    }
    case 'checked': {
      if (present === edit.base.checked) return null;
      const { state: health, reported } = edit.base.health;
      const last = health === 'unchecked' ? reported !== false : health === 'healthy';
      return present
        ? t('rule.checkOn')
        : t('rule.checkOff', { state: state(last ? 'healthy' : 'unhealthy') });
    }
    case 'healthy':
      return t('rule.health');
    default:
      return null;
  }
}
