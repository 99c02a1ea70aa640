import type { Registry } from '../registry/registry.ts';
import { problem, type Refused } from './problem.ts';

const WAIT_MS = 2_000;

/** A place in the order of changes: `{epoch}-{position}`, or the position alone. */
export interface Place {
  readonly epoch: string | null;
  readonly position: number;
}

export function readPlace(text: string | undefined | null): Place | undefined {
  const [, epoch, position] = /^(?:([0-9a-z]{1,32})-)?(\d{1,19})$/.exec(text?.trim() ?? '') ?? [];
  return position === undefined ? undefined : { epoch: epoch ?? null, position: Number(position) };
}

/**
 * Read your own write (data-shapes §1): waits until the registry is at least at `minPosition`, or answers why
 * not. A position of another epoch is not compared. One without an epoch that lies ahead of us is of another
 * one, too: every position that this process has handed out is behind it.
 */
export async function waitForPosition(
  registry: Registry,
  minPosition: string | undefined,
): Promise<Refused | null> {
  if (minPosition === undefined) return null;
  const place = readPlace(minPosition);
  if (place === undefined)
    return problem(400, 'InvalidParameter', 'Min-Position must be a position, a whole number.');
  if (place.epoch !== registry.epoch || registry.state.position >= place.position) return null;
  const reached = await new Promise<boolean>((resolve) => {
    const finish = (yes: boolean) => {
      cancel();
      stop();
      resolve(yes);
    };
    const stop = registry.listen(({ position }) => {
      if (position >= place.position) finish(true);
    });
    const cancel = registry.clock.after(WAIT_MS, () => finish(false));
  });
  if (reached) return null;
  return problem(503, 'ExecuteException', 'The change that you wait for has not arrived here yet.', {
    type: 'Behind',
    retryAfterSeconds: 1,
  });
}
