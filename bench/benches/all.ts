import type { Bench } from '../bench.ts';
import { attack } from './attack.ts';
import { discoverFull, discoverHit } from './discover.ts';
import { flip } from './flip.ts';
import { heartbeat } from './heartbeat.ts';
import { isolate, isolateMillion } from './isolate.ts';
import { list, listMillion } from './list.ts';
import { live } from './live.ts';
import { memory, memoryMillion } from './memory.ts';
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
  isolateMillion,
  flip,
  list,
  listMillion,
  restart,
  restartMillion,
  memory,
  memoryMillion,
  live,
  storm,
];
