const PORT = /^(\[.+\]|[^:]+):\d{1,5}$/;

/** Hosts out of whatever was pasted: lines, commas, quotes, ports and schemes around them are taken off. */
export function hostsIn(text: string): string[] {
  const found = text
    .split(/[\s,;|"'<>()]+/)
    .map((word) => word.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, ''))
    .map((word) => PORT.exec(word)?.[1] ?? word)
    .map((word) => word.replace(/^\[|\]$/g, ''))
    .filter((word) => /[a-z0-9]/i.test(word));
  return [...new Set(found)];
}
