const ROWS = [260, 310, 240, 290, 270, 320, 250, 300];

/** Entries to come. */
export const LogSkeleton = () => (
  <div className="log" aria-busy="true">
    {ROWS.map((width) => (
      <div key={width} className="entry">
        <span className="skeleton" style={{ width: 48 }} />
        <span />
        <span className="skeleton" style={{ width }} />
        <span />
      </div>
    ))}
  </div>
);
