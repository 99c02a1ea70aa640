import { useSession } from '../../lib/session.ts';

export const Star = ({ size = 18 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
    <path
      d="M9 0c.5 5.2 2.3 7.6 9 9-6.7 1.4-8.5 3.8-9 9-.5-5.2-2.3-7.6-9-9 6.7-1.4 8.5-3.8 9-9Z"
      fill="var(--cy-accent)"
    />
  </svg>
);

export const Brand = () => (
  <div className="brand">
    <Star />
    <span>Cynosure</span>
    <EnvironmentBadge />
  </div>
);

/** Which registry this is: production is solid, everything else outlined, so that one look is enough. */
export function EnvironmentBadge({ className = '' }: { className?: string }) {
  const { environment } = useSession();
  if (!environment.name) return null;
  return (
    <bdi
      className={`env ${environment.production ? 'solid' : 'outlined'} ${className}`}
      title={environment.name}
    >
      {environment.name}
    </bdi>
  );
}
