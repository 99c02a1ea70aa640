import { type ComponentType, useEffect, useState } from 'react';

/**
 * A part of the page whose code is fetched when it is first shown, or before by `ahead`. `Waiting` stands in its place
 * meanwhile, nothing by itself. Where the code cannot be fetched, the part throws as it is drawn (the nearest panel says
 * so), and the next one that is shown tries again.
 *
 * Not React's `lazy`: that draws a part 300 ms after its fallback at the earliest, however soon the code is there, and
 * begins with the fallback even when it was there before. Every sheet of an incident would wait for that.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting?: ComponentType<Props>,
) {
  let fetched: ComponentType<Props> | undefined;
  let fetching: Promise<ComponentType<Props>> | undefined;

  async function fetchOnce(): Promise<ComponentType<Props>> {
    fetching ??= load();
    try {
      fetched = await fetching;
      return fetched;
    } catch (error) {
      fetching = undefined;
      throw error;
    }
  }

  function Part(props: Props) {
    // What is drawn once stays of one kind, so that it keeps its state.
    const [Shown, show] = useState(() => fetched);
    const [failure, fail] = useState<{ error: unknown }>();
    useEffect(() => {
      if (Shown) return;
      let wanted = true;
      fetchOnce().then(
        (part) => wanted && show(() => part),
        (error: unknown) => wanted && fail({ error }),
      );
      return () => {
        wanted = false;
      };
    }, [Shown]);
    if (failure) throw failure.error;
    if (Shown) return <Shown {...props} />;
    return Waiting ? <Waiting {...props} /> : null;
  }

  /** Fetches it before it is shown; what goes wrong is said by the part itself. */
  const ahead = () => {
    fetchOnce().catch(() => {});
  };
  return Object.assign(Part, { ahead });
}
