import type { Bench } from '../bench.ts';
import { attack } from './attack.ts';
import { discoverFull, discoverHit } from './discover.ts';
import { flip } from './flip.ts';
import { heartbeat } from './heartbeat.ts';
import { isolate } from './isolate.ts';
import { list } from './list.ts';
import { live } from './live.ts';
import { memory } from './memory.ts';
import { register } from './register.ts';
import { restart, restartMillion } from './restart.ts';
import { storm } from './storm.ts';

/** Every bench that drives a server, in the order in which `npm run bench` runs them. */
export const benches: readonly Bench[] = [
  register,
  heartbeat,
  attack,
  discoverHit,
  discoverFull,
  isolate,
  flip,
  list,
  restart,
  restartMillion,
  memory,
  live,
  storm,
];
