import { Brand } from './brand.tsx';

/** What stands while the first page is on its way: the frame, so that nothing jumps. */
export function Boot() {
  return (
    <div className="shell" aria-busy="true">
      <div className="rail">
        <Brand />
      </div>
      <div className="shell-main">
        <div className="top-bar" />
      </div>
    </div>
  );
}
