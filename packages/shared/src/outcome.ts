import type { CodeName } from './codes.ts';

/**
 * What every command and check answers: success with a value, or a refusal with a code from the shared
 * list and a sentence. Refusals are values, never thrown (house style 4).
 */
export type Outcome<T> = Done<T> | Refusal;

export interface Done<T> {
  readonly code: 'ExecuteSuccess';
  readonly value: T;
}

/** Any code but success. `info` is what goes on the wire; absent = the code's own text (contract/codes.tsv). */
export interface Refusal {
  readonly code: Exclude<CodeName, 'ExecuteSuccess'>;
  readonly info?: string;
}

export const done = <T>(value: T): Done<T> => ({ code: 'ExecuteSuccess', value });

export const refused = (code: Refusal['code'], info?: string): Refusal =>
  info === undefined ? { code } : { code, info };

export const isDone = <T>(outcome: Outcome<T>): outcome is Done<T> => outcome.code === 'ExecuteSuccess';
