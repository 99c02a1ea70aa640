import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** A link inside a table row: reached with the arrow keys, because the table is one tab stop. */
export const RowLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} tabIndex={-1}>
    <bdi>{children}</bdi>
  </Link>
);
