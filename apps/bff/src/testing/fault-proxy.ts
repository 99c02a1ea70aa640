import { connect, createServer, type Server, type Socket } from 'node:net';

/** What the proxy does to the connections that pass through it. */
export type Fault =
  | 'none'
  /** Nothing gets through in either direction; it is kept and goes on later. */
  | 'stall'
  /** Connections are ended, new ones too. */
  | 'cut';

/** When a statement that holds `text` comes by next: ends its connection before or after the server has answered. */
interface Trap {
  readonly text: string;
  readonly when: 'before' | 'after';
  readonly sprung: () => void;
  times: number;
}

/** A TCP proxy on a free loopback port that can be told to fail, for faults between a server and its database. */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #fault: Fault = 'none';
  #trap: Trap | null = null;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
  }

  static start(target: number): Promise<FaultProxy> {
    return new Promise((resolve) => {
      const server = createServer((socket) => proxy.#join(socket));
      const proxy = new FaultProxy(server, target);
      server.listen(0, '127.0.0.1', () => resolve(proxy));
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  set(fault: Fault): void {
    this.#fault = fault;
    for (const [near, far] of this.#pairs) {
      for (const socket of [near, far]) {
        if (fault === 'cut') socket.destroy();
        else if (fault === 'stall') socket.pause();
        else socket.resume();
      }
    }
  }

  /** Ends the connection that says `text` next (so often), before the server hears of it or after it has answered. */
  cutAt(text: string, when: Trap['when'], times = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#trap = { text, when, times, sprung: resolve };
    });
  }

  async stop(): Promise<void> {
    this.set('cut');
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#fault === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    let isTrapped = false;
    const end = () => {
      near.destroy();
      far.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of pair) {
      socket.on('error', end);
      socket.on('close', end);
      if (this.#fault === 'stall') socket.pause();
    }
    near.on('data', (bytes) => {
      const trap = this.#trap;
      if (trap === null || !bytes.includes(trap.text)) {
        far.write(bytes);
        return;
      }
      trap.times -= 1;
      if (trap.times === 0) this.#trap = null;
      trap.sprung();
      if (trap.when === 'before') {
        end();
        return;
      }
      isTrapped = true;
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isTrapped) end();
      else near.write(bytes);
    });
  }
}
