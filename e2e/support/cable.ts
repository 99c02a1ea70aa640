// A cable between browser and server that can be pulled: nothing comes through any more, and nobody is told.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Cable {
  /** The server's address behind the cable. */
  readonly url: string;
  pull(): void;
  /** What hung is cut, as a network does it in the end; what is opened from now on gets through. */
  plug(): void;
  close(): Promise<void>;
}

/** Lays a cable to the server at this address. */
export async function layCable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let isPulled = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A connection that is cut in the middle is what this is for.
    socket.on('error', () => undefined);
  };
  const carry = (from: Socket, into: Socket) => {
    from.on('data', (chunk) => {
      if (!isPulled) into.write(chunk);
    });
    from.on('end', () => {
      if (!isPulled) into.end();
    });
    from.on('close', () => into.destroy());
  };
  const cable = createServer((client) => {
    keep(client);
    if (isPulled) return;
    const server = connect(Number(port), hostname);
    keep(server);
    carry(client, server);
    carry(server, client);
  });
  cable.listen(0, '127.0.0.1');
  await once(cable, 'listening');
  // A listening TCP server has a port.
  const address = cable.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    pull: () => {
      isPulled = true;
    },
    plug: () => {
      isPulled = false;
      cut();
    },
    async close() {
      const closed = once(cable, 'close');
      cable.close();
      cut();
      await closed;
    },
  };
}
