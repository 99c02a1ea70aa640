import { type ComponentProps, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { announce } from './announce.tsx';
import { Button } from './button.tsx';
import { copyText } from './copy.ts';

/** Copies a text and says that it did: a clipboard shows nothing of itself. */
export function CopyButton({
  text,
  children,
  ...rest
}: { text: string } & Omit<ComponentProps<typeof Button>, 'onClick' | 'icon' | 'label'>) {
  const words = useTranslations('action');
  const [copied, setCopied] = useState<string>();
  const copy = async () => {
    if (!(await copyText(text))) return;
    setCopied(text);
    announce(words('copied'));
  };
  return (
    <Button {...rest} icon="copy" onClick={() => void copy()}>
      {copied === text ? words('copied') : children}
    </Button>
  );
}
