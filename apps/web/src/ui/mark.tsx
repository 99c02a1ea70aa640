import type { ReactNode } from 'react';

/** What a thing is worth noticing for. Each tone has its own silhouette, so that colour is never needed. */
export type Tone = 'good' | 'bad' | 'out' | 'caution' | 'none';

const shapes: Record<Tone, ReactNode> = {
  good: (
    <>
      <circle cx="7" cy="7" r="5.6" fill="currentColor" />
      <path
        d="m4.5 7.2 1.8 1.8 3.3-3.8"
        stroke="var(--cy-canvas)"
        strokeWidth="1.5"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  bad: (
    <>
      <path
        d="M7 .6 13.4 7 7 13.4.6 7Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1"
        strokeLinejoin="round"
      />
      <path
        d="m5.2 5.2 3.6 3.6m0-3.6L5.2 8.8"
        stroke="var(--cy-canvas)"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </>
  ),
  out: (
    <>
      <rect
        x="1.5"
        y="1.5"
        width="11"
        height="11"
        rx="2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <path d="m2.2 8 5.8-5.8M3 11.6 11.6 3M6.3 12.3l6-6" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  caution: (
    <>
      <path
        d="M7 1.2 13.2 12.4H.8Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1"
        strokeLinejoin="round"
      />
      <path d="M7 5v3.4M7 10.4v.1" stroke="var(--cy-canvas)" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  none: (
    <circle
      cx="7"
      cy="7"
      r="5.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2.6 2"
    />
  ),
};

export function Shape({ tone, size = 14 }: { tone: Tone; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 14 14" aria-hidden="true" className={`shape ${tone}`}>
      {shapes[tone]}
    </svg>
  );
}

/** Shape, word and, if there is one, a small addition: "◆ Unhealthy 4 min 11 s". */
export function Mark({
  tone,
  children,
  small,
  size,
}: {
  tone: Tone;
  children: ReactNode;
  small?: ReactNode;
  size?: 'xs';
}) {
  return (
    <span className={`mark ${tone}${size ? ` ${size}` : ''}`}>
      <Shape tone={tone} size={size === 'xs' ? 12 : 14} />
      {children}
      {small ? <small>{small}</small> : null}
    </span>
  );
}
