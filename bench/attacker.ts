// Attacks a gRPC door over eight connections in the way that is named, until it is killed: `attacker.ts NAME HOST:PORT`.
// It comes from an address of its own.
// A connection that the server ends is opened anew. Prints a line when the attack has begun.
import { connect } from 'node:net';
import { ATTACKS } from '../packages/grpc-carrier/src/testing/attacks.ts';

const CONNECTIONS = 8;
const PATH = '/v1.PolarisGRPC/Heartbeat';
const AGAIN_AFTER_MS = 20;

const [name = '', address = ''] = process.argv.slice(2);
const attack = ATTACKS.find((one) => one.name === name);
if (attack === undefined) throw new Error(`there is no attack "${name}"`);
const { begin, again } = attack;
const { hostname, port } = new URL(`http://${address}`);

function open(): void {
  const socket = connect({ port: Number(port), host: hostname, localAddress: '127.0.0.2' });
  socket.on('error', () => {});
  // Whoever waits for the server to cut the connection is back later.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => setTimeout(open, AGAIN_AFTER_MS));
  socket.resume();
  socket.write(begin(PATH));
  let n = 0;
  const more = () => {
    if (again === null || socket.destroyed) return;
    socket.write(again(PATH, n++), () => setImmediate(more));
  };
  more();
}

for (let n = 0; n < CONNECTIONS; n += 1) open();
console.log('attacking');
