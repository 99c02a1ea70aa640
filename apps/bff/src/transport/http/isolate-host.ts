import type { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, isDone, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import {
  isolateHost,
  isolateHostWithReason,
  type ReasonedHostIsolation,
} from '../../registry/commands/isolate-host.ts';
import type { Actor } from '../../registry/model.ts';
import type { Registry } from '../../registry/registry.ts';
import { parseHostTarget } from '../parse/instance.ts';
import { isLonger } from '../parse/limits.ts';
import type { Item } from './json-body.ts';

/** The same bounds as in the console (data-shapes.md §1 and §4). */
const MIN_REASON = 3;
const MAX_REASON = 256;
const MIN_SECONDS = 60;
const MAX_SECONDS = 30 * 24 * 3600;

/** One entry of `PUT /naming/v1/instances/isolate/host`. */
export type AskedIsolation = Omit<ReasonedHostIsolation, 'reason'> & { readonly reason: string | null };

/**
 * Names, then `isolate`: 400139 where it is missing (contract/http-naming.md §5). Members of our own: `reason`,
 * `ends_in_seconds` and `override` (decision 4).
 */
export function parseIsolation({ message, raw }: Item<typeof InstanceSchema>): Outcome<AskedIsolation> {
  const target = parseHostTarget(message);
  if (!isDone(target)) return target;
  if (message.isolate === undefined) return refused('InvalidInstanceIsolate');
  const reason = ownMember(raw, 'reason');
  const endsInSeconds = ownMember(raw, 'ends_in_seconds') ?? null;
  const override = ownMember(raw, 'override') ?? false;
  if (!isReason(reason)) return invalid(`reason must be a text of ${MIN_REASON} to ${MAX_REASON} characters`);
  if (!isEnd(endsInSeconds)) {
    return invalid(`ends_in_seconds must be a whole number from ${MIN_SECONDS} to ${MAX_SECONDS}`);
  }
  if (typeof override !== 'boolean') return invalid('override must be true or false');
  const { isolate } = message;
  return done({ ...target.value, isolate, reason: reason ?? null, endsInSeconds, override });
}

/**
 * With a reason it is an isolation as the console makes them, without one the reference's flag. `request`: one and the
 * same for all entries of a request, which are seen all at once.
 */
export function isolateOne(
  registry: Registry,
  asked: AskedIsolation,
  by: Actor,
  request: object,
): Promise<Outcome<number>> {
  const { reason } = asked;
  return reason === null
    ? registry.run(isolateHost(asked, by, request))
    : isolateHostWithReason(registry, { ...asked, reason }, by, request);
}

/** A member that the protocol's message does not have; null counts as absent. */
function ownMember(raw: unknown, name: string): unknown {
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, name)) return undefined;
  // An own member of an object that JSON.parse made.
  return (raw as Readonly<Record<string, unknown>>)[name] ?? undefined;
}

const isReason = (reason: unknown): reason is string | undefined =>
  reason === undefined ||
  (typeof reason === 'string' && reason.trim().length >= MIN_REASON && !isLonger(reason, MAX_REASON));

const isEnd = (seconds: unknown): seconds is number | null =>
  seconds === null ||
  (typeof seconds === 'number' &&
    Number.isInteger(seconds) &&
    seconds >= MIN_SECONDS &&
    seconds <= MAX_SECONDS);

const invalid = (detail: string): Refusal => refused('InvalidParameter', `invalid parameter: ${detail}`);
