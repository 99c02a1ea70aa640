import type { Lab } from './lab.ts';
import type { Row } from './row.ts';

/** One kind of work, measured on a server of its own. */
export interface Bench {
  readonly name: string;
  /** One line for the list of benches; bench/README.md says more. */
  readonly what: string;
  /** About so long, in seconds. */
  readonly seconds: number;
  run(lab: Lab): Promise<readonly Row[]>;
}
