import type { DescMessage } from '@bufbuild/protobuf';
import { done, type Outcome } from '@cynosure/shared/outcome.ts';
import { type Item, manyFromBody } from '../../transport/http/json-body.ts';
import type { Call } from '../../transport/http/route.ts';

/** The messages of an array; for users, groups, roles and policies an empty one is a success (contract §3.2). */
export function itemsFromBody<Desc extends DescMessage>(call: Call, schema: Desc): Outcome<Item<Desc>[]> {
  const items = manyFromBody(call, schema);
  return items.code === 'EmptyRequest' ? done([]) : items;
}

/** Whether a member was given, if only with its zero value; a repeated one cannot tell by itself. */
export const isGiven = (raw: unknown, ...names: readonly string[]): boolean =>
  typeof raw === 'object' && raw !== null && names.some((name) => Object.hasOwn(raw, name));
