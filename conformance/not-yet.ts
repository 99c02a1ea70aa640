/** A group of recorded cases whose part of the product does not exist yet. */
export interface NotYet {
  /** Beginning of the paths below `kit/cases/`. */
  readonly prefix: string;
  readonly why: string;
}

/** What may fail today. A group leaves this list together with the work that makes it pass. */
export const NOT_YET: readonly NotYet[] = [
  { prefix: 'grpc-discover-kinds/routing', why: 'routing rules belong to the governance work' },
  {
    prefix: 'grpc-discover-kinds/circuit-breaker',
    why: 'circuit breaker rules belong to the governance work',
  },
  { prefix: 'grpc-discover-kinds/fault-detect', why: 'fault detection rules belong to the governance work' },
  { prefix: 'grpc-discover-kinds/rate-limit', why: 'rate limit rules belong to the governance work' },
  ...[
    'circuitbreaker',
    'discover/alias',
    'discover/one-stream',
    'faultdetect',
    'lane',
    'ratelimit',
    'routing',
  ].map((group) => ({ prefix: `rules-${group}`, why: 'rules belong to the governance work' })),
  { prefix: 'config-', why: 'the configuration centre belongs to later work' },
];

/** The entry that excuses a case, named by its path below `cases/` ("rules-lane/create.json"). */
export const notYet = (path: string, groups: readonly NotYet[] = NOT_YET): NotYet | undefined =>
  groups.find((group) => path.startsWith(group.prefix));
