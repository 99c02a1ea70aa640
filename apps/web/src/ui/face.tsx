import type { ReactNode } from 'react';
import { Shape, type Tone } from './mark.tsx';

/** What stands where data would stand: nothing there yet, nothing matches, could not be read. */
export function Face({
  title,
  tone,
  children,
  actions,
  alert,
}: {
  title: string;
  tone?: Tone;
  children?: ReactNode;
  actions?: ReactNode;
  alert?: boolean;
}) {
  return (
    <div className="face" role={alert ? 'alert' : undefined}>
      {tone ? <Shape tone={tone} size={18} /> : null}
      <h2>{title}</h2>
      {children ? <p>{children}</p> : <div className="h-3" />}
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  );
}

/** A line across the part of the page it is about. */
export function Banner({
  tone,
  children,
  action,
  alert,
}: {
  tone: 'caution' | 'bad' | 'out' | 'plain';
  children: ReactNode;
  action?: ReactNode;
  alert?: boolean;
}) {
  return (
    <div className={`banner ${tone}`} role={alert ? 'alert' : undefined}>
      {tone === 'plain' ? null : <Shape tone={tone} size={15} />}
      <span className="flex-1">{children}</span>
      {action}
    </div>
  );
}
