import type { ReactNode } from 'react';

const paths = {
  pulse: <path d="M2 8.5h3l1.6-4.5 2.8 8 1.7-3.5H14" />,
  layers: (
    <>
      <path d="m8 2 6 3-6 3-6-3 6-3Z" />
      <path d="m2 8 6 3 6-3" />
      <path d="m2 11 6 3 6-3" />
    </>
  ),
  grid: (
    <>
      <rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1" />
      <rect x="9" y="2.5" width="4.5" height="4.5" rx="1" />
      <rect x="2.5" y="9" width="4.5" height="4.5" rx="1" />
      <rect x="9" y="9" width="4.5" height="4.5" rx="1" />
    </>
  ),
  rack: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1.2" />
      <rect x="2" y="9" width="12" height="4.5" rx="1.2" />
      <path d="M4.8 4.75h.01M4.8 11.25h.01" />
    </>
  ),
  brackets: <path d="M6 2.5H3.5v11H6M10 2.5h2.5v11H10" />,
  hatch: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
      <path d="m3.2 9.6 6.4-6.4M4.2 12.9l8.7-8.7M8.2 13.2l5-5" />
    </>
  ),
  history: (
    <>
      <path d="M2.6 6.2A5.8 5.8 0 1 1 2.2 8" />
      <path d="M2.2 3.2v3h3" />
      <path d="M8 5v3.2l2.2 1.3" />
    </>
  ),
  plug: <path d="M5.5 2v3M10.5 2v3M4 5h8v2.5a4 4 0 0 1-8 0V5ZM8 11.5V14" />,
  key: (
    <>
      <circle cx="5.2" cy="10.8" r="2.8" />
      <path d="m7.3 8.8 6-6M11 5l1.8 1.8" />
    </>
  ),
  sliders: (
    <>
      <path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" />
      <circle cx="10" cy="4.5" r="1.8" />
      <circle cx="6" cy="11.5" r="1.8" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.2 3.2" />
    </>
  ),
  x: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  plus: <path d="M8 3v10M3 8h10" />,
  up: <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />,
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  arrow: <path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5" />,
  undo: (
    <>
      <path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" />
      <path d="M5.8 3.5 2.8 6.5l3 3" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.5v-.5a1 1 0 0 0-1-1H3.5A1.5 1.5 0 0 0 2 3.5v6a1 1 0 0 0 1 1h.5" />
    </>
  ),
  link: (
    <path d="M6.5 9.5 9.5 6.5M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3L4.7 7.2" />
  ),
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  play: <path d="M5 3.5v9l7-4.5Z" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />,
  filter: <path d="M2 4h12M4.5 8h7M6.5 12h3" />,
  columns: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M6.5 2.5v11M10 2.5v11" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 5v3.2l2 1.2" />
    </>
  ),
  edit: <path d="M9.5 3.5 12.5 6.5 6 13H3v-3l6.5-6.5Z" />,
  export: <path d="M8 10V2.5M5 5.2 8 2.3l3 2.9M3 10v2.5A1.5 1.5 0 0 0 4.5 14h7a1.5 1.5 0 0 0 1.5-1.5V10" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  asc: <path d="M8 13V3M4.5 6.5 8 3l3.5 3.5" />,
  desc: <path d="M8 3v10M4.5 9.5 8 13l3.5-3.5" />,
  pin: <path d="M6 2.5h4M6.8 2.5v4L5 8.5v1.2h6V8.5L9.2 6.5v-4M8 9.7v4.1" />,
  trash: <path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** A line drawing that goes with a word; never the only carrier of a fact, so it is hidden from screen readers. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      {paths[name]}
    </svg>
  );
}
