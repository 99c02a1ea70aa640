import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ADMIN, type Cynosure, startCynosure } from '../e2e/support/start-cynosure.ts';

export interface RestartableServer {
  /** What a program needs to find it: its doors, its operator, and the URL that restarts it. */
  readonly env: Readonly<Record<string, string>>;
  /** What all its lives said so far. */
  said(): string;
  stop(): Promise<void>;
}

/**
 * Starts a server that whoever plays against it may restart: a POST to `CYNOSURE_RESTART` stops it in an orderly
 * way, starts it again on the same data and ports, and is answered when its doors are open again.
 */
export async function startRestartable(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<RestartableServer> {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  let server: Cynosure = await startCynosure({ dataDir, env: settings });
  let saidBefore = '';
  const ports = {
    CYNOSURE_HTTP_PORT: new URL(server.http).port,
    CYNOSURE_GRPC_PORT: new URL(`http://${server.grpc}`).port,
  };
  const { http, grpc } = server;
  const restart = async () => {
    await server.stop();
    saidBefore += server.said();
    server = await startCynosure({ dataDir, env: { ...settings, ...ports } });
  };
  const control = createServer((request, response) => {
    request.resume();
    restart().then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => control.listen(0, '127.0.0.1', listening));
  // A TCP server that listens has an address with a port.
  const { port } = control.address() as AddressInfo;
  return {
    env: {
      CYNOSURE_GRPC: grpc,
      CYNOSURE_HTTP: http,
      CYNOSURE_RESTART: `http://127.0.0.1:${port}/`,
      CYNOSURE_ADMIN_USER: ADMIN.user,
      CYNOSURE_ADMIN_PASSWORD: ADMIN.password,
    },
    said: () => saidBefore + server.said(),
    async stop() {
      control.close();
      control.closeAllConnections();
      await server.stop();
    },
  };
}
