/** One message of a `text/event-stream`. */
export type SseMessage = { event: string; id: string | undefined; data: string };

/**
 * Cuts a `text/event-stream` into messages. Chunks may end anywhere, also inside a line break; comments and
 * unknown fields are skipped, as the standard asks.
 */
export function sseReader(): (chunk: string) => SseMessage[] {
  let rest = '';
  let event = '';
  let id: string | undefined;
  let data: string[] = [];

  const take = (line: string, into: SseMessage[]): void => {
    if (line === '') {
      if (data.length > 0) into.push({ event: event || 'message', id, data: data.join('\n') });
      event = '';
      id = undefined;
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    else if (name === 'id') id = value;
    else if (name === 'data') data.push(value);
  };

  return (chunk) => {
    const messages: SseMessage[] = [];
    const text = rest + chunk;
    // A carriage return at the very end may be the first half of a line break.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(whole.length);
    for (const line of lines) take(line, messages);
    return messages;
  };
}
