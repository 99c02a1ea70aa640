/**
 * The browsers of the bench `live`: so many event streams of the console that follow one host, and one client that
 * changes it again and again. Prints, as JSON, how long after sending each change every stream had it, in ms.
 *
 *   node bench/live-readers.ts CONSOLE-URL GRPC-ADDRESS STREAMS CHANGES
 */
import { request } from 'node:http';
import { RegistryClient } from '../apps/demo/src/registry-client.ts';
import { ADMIN } from '../e2e/support/start-cynosure.ts';

const [consoleUrl = '', grpc = '', streams = '1', changes = '1'] = process.argv.slice(2);
const HOST = '10.5.0.7';
/** So many streams a session may have (console/live/hub.ts). */
const STREAMS_OF_SESSION = 10;
/** Readers are sent to at most four times a second. */
const CHANGE_EVERY_MS = 500;

async function signIn(): Promise<string> {
  const reply = await fetch(`${consoleUrl}/console/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: consoleUrl },
    body: JSON.stringify({ name: ADMIN.user, password: ADMIN.password }),
  });
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined)
    throw new Error(`signing in was answered with ${reply.status}: ${await reply.text()}`);
  return cookie;
}

/** Follows the host; calls `onCounts` with each number of instances that it is told. */
function follow(cookie: string, onCounts: (total: number) => void): Promise<void> {
  return new Promise((opened, fail) => {
    const asked = request(
      `${consoleUrl}/console/v1/events?topics=${encodeURIComponent(`host:${HOST}`)}`,
      { headers: { Cookie: cookie }, agent: false },
      (response) => {
        if (response.statusCode !== 200) fail(new Error(`a stream was answered with ${response.statusCode}`));
        let rest = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          rest += text;
          for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
            const event = rest.slice(0, end);
            rest = rest.slice(end + 2);
            if (event.includes('event: hello')) opened();
            const data = /^data: (.*)$/m.exec(event)?.[1];
            if (data === undefined || !event.includes('event: host')) continue;
            const { counts } = JSON.parse(data) as { counts?: { total: number } }; // shared/console/events.ts
            if (counts !== undefined) onCounts(counts.total);
          }
        });
      },
    );
    asked.on('error', fail).end();
  });
}

const client = new RegistryClient(grpc, { ownConnection: true });
const change = (port: number) => client.register({ namespace: 'default', service: 'live', host: HOST, port });
await change(1);

const seen: number[] = Array.from({ length: Number(streams) }, () => 0);
let wake = () => {};
let cookie = '';
for (let index = 0; index < seen.length; index += 1) {
  if (index % STREAMS_OF_SESSION === 0) cookie = await signIn();
  await follow(cookie, (total) => {
    seen[index] = Math.max(seen[index] ?? 0, total);
    wake();
  });
}

const tookMs: number[] = [];
for (let round = 0; round < Number(changes); round += 1) {
  await new Promise((done) => setTimeout(done, CHANGE_EVERY_MS));
  const total = round + 2;
  const waiting = new Set(seen.keys());
  const everybody = Promise.withResolvers<void>();
  const sentAt = performance.now();
  wake = () => {
    for (const index of waiting) {
      if ((seen[index] ?? 0) < total) continue;
      waiting.delete(index);
      tookMs.push(performance.now() - sentAt);
    }
    if (waiting.size === 0) everybody.resolve();
  };
  const { code } = await change(total);
  if (code !== 200000) throw new Error(`a change was answered with ${code}`);
  await everybody.promise;
}
console.log(JSON.stringify(tookMs));
process.exit(0);
