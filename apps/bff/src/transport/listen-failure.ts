/** Why a door could not be opened. */
export type ListenProblem = 'in use' | 'not permitted' | 'no such address' | 'other';

const PROBLEMS: Readonly<Record<string, ListenProblem>> = {
  EADDRINUSE: 'in use',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
  EADDRNOTAVAIL: 'no such address',
  ENOTFOUND: 'no such address',
};

const SENTENCES: Readonly<Record<ListenProblem, string>> = {
  'in use': 'another program listens there already',
  'not permitted': 'the system does not permit it',
  'no such address': 'this machine has no such address',
  other: 'the system refused',
};

/** A door could not be opened. `message` is one sentence for whoever started the server. */
export class ListenFailure extends Error {
  readonly problem: ListenProblem;

  constructor(door: string, host: string, port: number, cause: unknown) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    const problem = PROBLEMS[code] ?? 'other';
    const detail = problem === 'other' && code !== '' ? `${SENTENCES.other} (${code})` : SENTENCES[problem];
    super(`The ${door} door cannot listen on ${host}:${port}: ${detail}.`, { cause });
    this.problem = problem;
  }
}
