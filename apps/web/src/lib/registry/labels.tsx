/** The first labels as tags, and how many more there are. */
export function Labels({ labels, most = 1 }: { labels: Record<string, string> | undefined; most?: number }) {
  const all = Object.entries(labels ?? {});
  return (
    <>
      {all.slice(0, most).map(([key, value]) => (
        <span key={key} className="tag" title={`${key}=${value}`}>
          <b>
            <bdi>{key}</bdi>
          </b>
          <bdi>{value}</bdi>
        </span>
      ))}
      {all.length > most ? (
        <span
          className="ml-1.5 text-ink-3 text-xs"
          title={all.map(([key, value]) => `${key}=${value}`).join('\n')}
        >
          +{all.length - most}
        </span>
      ) : null}
    </>
  );
}
