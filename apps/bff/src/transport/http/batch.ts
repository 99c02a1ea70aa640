import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { codes } from '@cynosure/shared/codes.ts';
import { codeAndInfo, nameOf } from './reply.ts';

type Verdict = { readonly code: number; readonly info: string };

/** The most items of one array (contract/http-naming.md §1.4). */
export const MAX_ITEMS = 100;

const isGood = (code: number): boolean => Math.trunc(code / 1000) === 200;

/** The highest failing code of the entries, else success. Namespaces, and failed checks of the parameters. */
export function collectedVerdict(responses: readonly Response[]): Verdict {
  const failed = responses.map(codeOf).filter((code) => !isGood(code));
  return failed.length === 0 ? codeAndInfo('ExecuteSuccess') : codeAndInfo(nameOf(Math.max(...failed)));
}

/** All entries alike: their code; else any failure of ours, any refusal, else success (contract §1.4). */
export function finalVerdict(responses: readonly Response[]): Verdict {
  const all = new Set(responses.map(codeOf));
  const [only] = all;
  if (all.size === 1 && only !== undefined) return codeAndInfo(nameOf(only));
  const statuses = new Set([...all].map((code) => Math.trunc(code / 100_000)));
  if (statuses.has(5)) return codeAndInfo('ExecuteException');
  return statuses.has(4) ? codeAndInfo('BadRequest') : collectedVerdict(responses);
}

/** An entry without code is a valid item beside a failed check; it counts as a success. */
const codeOf = (response: Response): number => response.code ?? codes.ExecuteSuccess.number;
