import type { ReactNode } from 'react';
import { Unknown } from '../../lib/registry/state-mark.tsx';

/** One line of a list of facts; what is not known is "?". */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children === undefined ? <Unknown /> : children}</dd>
    </>
  );
}
