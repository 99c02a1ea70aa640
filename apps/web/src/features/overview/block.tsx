import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { hasPage } from '../../lib/registry/pages.ts';

/** A part of the overview: a head with a way to more, and what there is. */
export function Block({
  title,
  count,
  more,
  children,
}: {
  title: string;
  count?: ReactNode;
  more?: { to: string; label: string };
  children: ReactNode;
}) {
  return (
    <section className="block" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {count === undefined ? null : <span className="num text-ink-3">{count}</span>}
        <span className="flex-1" />
        {more && hasPage(more.to) ? (
          <Link className="link" to={more.to}>
            {more.label}
          </Link>
        ) : null}
      </header>
      {children}
    </section>
  );
}

/** A part that did not answer, or has nothing to say. */
export const BlockNote = ({ children }: { children: ReactNode }) => <p className="block-note">{children}</p>;
