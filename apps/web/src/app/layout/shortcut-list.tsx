import { useTranslations } from 'use-intl/react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { railPages } from '../../lib/registry/pages.ts';
import { Dialog } from '../../ui/modal.tsx';

/** What the keyboard can do, and the switch for single letters (WCAG 2.1.4). */
export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  const nav = useTranslations('nav');
  const { shortcuts = true } = usePreferences();
  const rows: [string, string[]][] = [
    [t('keys.help'), ['?']],
    [t('keys.search'), ['/', 'Ctrl K']],
    ...railPages.flatMap((page): [string, string[]][] =>
      page.letter ? [[nav(page.key), [`g ${page.letter}`]]] : [],
    ),
    [t('keys.filter'), ['f']],
    [t('keys.move'), ['j', 'k']],
    [t('keys.open'), ['Enter']],
    [t('keys.openBeside'), ['o']],
    [t('keys.tick'), ['x']],
    [t('keys.isolate'), ['i']],
    [t('keys.edit'), ['e']],
    [t('keys.neighbours'), ['[', ']']],
    [t('keys.undo'), ['u']],
    [t('keys.held'), ['.']],
    [t('keys.pause'), ['p']],
    [t('keys.copyLink'), ['y']],
    [t('keys.close'), ['Esc']],
    [t('keys.confirm'), ['Ctrl Enter']],
  ];
  return (
    <Dialog label={t('shortcuts')} open onClose={onClose}>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5">
        {rows.map(([what, keys]) => (
          <div key={what} className="contents">
            <dt className="text-ink-2">{what}</dt>
            <dd className="flex justify-end gap-1.5">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-2">
        <input
          type="checkbox"
          className="tick"
          checked={shortcuts}
          onChange={(event) => setPreferences({ shortcuts: event.target.checked ? undefined : false })}
        />
        {t('lettersOn')}
      </label>
    </Dialog>
  );
}
