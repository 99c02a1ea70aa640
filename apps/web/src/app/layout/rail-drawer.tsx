import { useTranslations } from 'use-intl/react';
import { Sheet } from '../../ui/modal.tsx';
import { Brand } from './brand.tsx';
import { RailLinks } from './rail.tsx';
import UserMenu from './user-menu.tsx';

/** The rail on a narrow screen. */
export default function RailDrawer({
  onClose,
  onShortcuts,
}: {
  onClose: () => void;
  onShortcuts: () => void;
}) {
  const t = useTranslations('shell');
  return (
    <Sheet side="left" label={t('menu')} open onClose={onClose}>
      <div className="rail as-drawer">
        <Brand />
        <RailLinks onGo={onClose} />
        <UserMenu onShortcuts={onShortcuts} />
      </div>
    </Sheet>
  );
}
