import { useTranslations } from 'use-intl/react';
import { Modal } from '../../ui/modal.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Signing in again on top of the page, which stays as it is. There is nothing to go on with otherwise, so Escape does not close it. */
export default function SignInDialog({ onDone }: { onDone: () => void }) {
  const t = useTranslations('shell');
  return (
    <Modal className="dialog" label={t('signedOut')} open onClose={() => undefined}>
      <h2>{t('signedOut')}</h2>
      <p className="mt-1 mb-4 text-ink-2">{t('signedOutWhat')}</p>
      <SignInForm setup={false} code="" onDone={onDone} />
    </Modal>
  );
}
