// Sets what the first paint needs to know. The same rules as lib/preferences.ts, which takes over afterwards.
(() => {
  /** @type {Record<string, unknown>} */
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('cynosure.preferences') ?? '{}');
  } catch {
    // Storage may be forbidden or hold anything; the system's own choice is then right.
  }
  /** @param {string} query */
  const asks = (query) => matchMedia(query).matches;
  const { dataset } = document.documentElement;
  const theme = kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : undefined;
  dataset.theme = theme ?? (asks('(prefers-color-scheme: dark)') ? 'dark' : 'light');
  if (kept.contrast === 'more' || (kept.contrast !== 'normal' && asks('(prefers-contrast: more)')))
    dataset.contrast = 'more';
  if (kept.density === 'comfortable') dataset.density = 'comfortable';
})();
