import { useFollowSeconds } from '../../lib/registry/follow-time.ts';
import { Icon } from '../../ui/icon.tsx';

/** What clients will do about it, and within how many seconds. */
export function Expectation({ say }: { say: (within: { seconds: number }) => string }) {
  const seconds = useFollowSeconds();
  return (
    <p className="tell">
      <Icon name="clock" size={14} />
      <span>{say({ seconds })}</span>
    </p>
  );
}
