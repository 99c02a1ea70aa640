import type { Actor as ShownActor } from '@cynosure/shared/console/access.ts';
import type { Actor } from '../../registry/model.ts';

/** Who did it, as the console shows it. What the registry does by itself counts as the timer's. */
export const actorView = ({ id, name, via, address }: Actor): ShownActor => ({
  id,
  name,
  via: via === 'system' ? 'timer' : via,
  ...(address === undefined ? {} : { address }),
});

/** From the name alone, as releases keep it: doors write theirs before an address (contract/http-naming.md §1.1). */
export function namedActorView(name: string): ShownActor {
  const [, door, address] = /^(HTTP|GRPC):([^(]*)/.exec(name) ?? [];
  if (door === undefined || address === undefined) return { id: '', name, via: 'http' };
  return { id: '', name, via: door === 'GRPC' ? 'grpc' : 'http', address };
}
