import { type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface Told {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on every member they read.
  readonly data: any;
}

/** Reads an event stream over a socket of its own. */
export class EventReader {
  readonly told: Told[] = [];
  readonly #request: ClientRequest;
  readonly #waiting = new Set<() => void>();
  #response: IncomingMessage | undefined;
  #rest = '';
  #ended = false;

  constructor(port: number, path: string, headers: Record<string, string>) {
    this.#request = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      this.#response = response;
      response.setEncoding('utf8');
      response.on('data', (text: string) => this.#take(text));
      response.on('close', () => this.#end());
      response.on('error', () => this.#end());
      this.#wake();
    });
    this.#request.on('error', () => this.#end());
    this.#request.end();
  }

  get status(): number | undefined {
    return this.#response?.statusCode;
  }

  get headers() {
    return this.#response?.headers ?? {};
  }

  /** The next event of that name that has not been taken yet; rejects when the stream ends first. */
  async next(event: string): Promise<Told> {
    for (;;) {
      const at = this.told.findIndex((one) => one.event === event);
      const [found] = at === -1 ? [] : this.told.splice(at, 1);
      if (found !== undefined) return found;
      if (this.#ended)
        throw new Error(`the stream ended without ${event}; told: ${JSON.stringify(this.told)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async ended(): Promise<void> {
    while (!this.#ended) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Takes nothing from the socket until `resume`. */
  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    this.#rest += text;
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end === -1) break;
      const lines = this.#rest.slice(0, end).split('\n');
      this.#rest = this.#rest.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      this.told.push({
        event: field('event') ?? '',
        id: field('id'),
        data: JSON.parse(field('data') ?? 'null'),
      });
    }
    this.#wake();
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
