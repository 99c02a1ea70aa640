import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { languages, setPreferences, usePreferences } from '../../lib/preferences.ts';
import { links } from '../../lib/registry/links.ts';
import { useSession, useSignOut } from '../../lib/session.ts';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx';

/** Who is signed in, and how this person likes the console to look. */
export default function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const t = useTranslations('shell');
  const { user } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const preferences = usePreferences();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const trigger = (
    <button type="button" className="who">
      <span className="sr-only">{t('account')}</span>
      <span className="avatar" aria-hidden="true">
        {initials(user?.name ?? '')}
      </span>
      <span className="who-words" aria-hidden="true">
        <bdi className="block truncate font-medium leading-[1.3]">{user?.name}</bdi>
        <span className="block text-ink-3 text-xs leading-[1.3]">{user ? t(`role.${user.role}`) : null}</span>
      </span>
    </button>
  );
  return (
    <Menu trigger={trigger} side="top">
      <MenuChoice
        label={t('language')}
        value={preferences.language ?? 'auto'}
        options={(['auto', ...languages] as const).map((value) => ({
          value,
          label: t(`languages.${value}`),
        }))}
        onChange={(value) => setPreferences({ language: value === 'auto' ? undefined : value })}
      />
      <MenuChoice
        label={t('theme')}
        value={preferences.theme ?? 'auto'}
        options={(['auto', 'light', 'dark'] as const).map((value) => ({
          value,
          label: t(`themes.${value}`),
        }))}
        onChange={(value) => setPreferences({ theme: value === 'auto' ? undefined : value })}
      />
      <MenuChoice
        label={t('contrast')}
        value={preferences.contrast ?? 'auto'}
        options={(['auto', 'normal', 'more'] as const).map((value) => ({
          value,
          label: t(`contrasts.${value}`),
        }))}
        onChange={(value) => setPreferences({ contrast: value === 'auto' ? undefined : value })}
      />
      <MenuChoice
        label={t('density')}
        value={preferences.density ?? 'compact'}
        options={(['compact', 'comfortable'] as const).map((value) => ({
          value,
          label: t(`densities.${value}`),
        }))}
        onChange={(value) => setPreferences({ density: value })}
      />
      <MenuChoice
        label={t('timeZone')}
        value={preferences.timeZone ?? 'auto'}
        options={zonesFor(preferences.timeZone).map((value) => ({
          value,
          label:
            value === 'auto'
              ? t('timeZoneAuto', { zone: local })
              : value === 'UTC'
                ? t('timeZoneUtc')
                : value,
        }))}
        onChange={(value) => setPreferences({ timeZone: value === 'auto' ? undefined : value })}
      />
      <MenuLine />
      <MenuItem onSelect={onShortcuts} hint="?">
        {t('shortcuts')}
      </MenuItem>
      <MenuLine />
      {user ? (
        <MenuItem onSelect={() => void navigate(links.user(user.id))}>{t('ownAccount')}</MenuItem>
      ) : null}
      <MenuItem onSelect={() => signOut.mutate()}>{t('signOut')}</MenuItem>
    </Menu>
  );
}

/** The zones people of one registry usually speak of; the chosen one is always among them. */
const zonesFor = (chosen: string | undefined): string[] => [
  ...new Set([
    'auto',
    'UTC',
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/New_York',
    'America/Los_Angeles',
    ...(chosen ? [chosen] : []),
  ]),
];

/** Two letters of a name: of two words, of camel case, or its first two. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const [first = '', second] = words;
  return (second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2))
    .join('')
    .toUpperCase();
}
