const ROWS = [120, 150, 96, 132, 110, 140];

/** Rows to come. */
export const Preparing = () => (
  <div aria-busy="true" className="preparing">
    {ROWS.map((width) => (
      <div key={width}>
        <span className="skeleton" style={{ width }} />
        <span className="skeleton" style={{ width: 72 }} />
      </div>
    ))}
  </div>
);
