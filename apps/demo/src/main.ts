// `npm run demo`: the product with a live fleet, until Ctrl-C.
import { parseArgs } from 'node:util';
import { startFleet } from './fleet.ts';
import { type Product, startProduct } from './product.ts';

const USAGE = `usage: npm run demo -- [options]
  --grpc HOST:PORT   the gRPC door of a registry that runs already; without it one is started
  --seed N           another fleet (1)
  --scale X          its size; 1 = 1,500 instances on 400 hosts (1)
  --calm             nobody dies, nobody flaps
  --help             this`;
const REPORT_EVERY_MS = 30_000;

interface Asked {
  readonly grpc: string | undefined;
  readonly seed: number;
  readonly scale: number;
  readonly calm: boolean;
}

/** What was asked for; null = only how to ask. */
function asked(): Asked | null {
  const { values } = parseArgs({
    options: {
      grpc: { type: 'string' },
      seed: { type: 'string', default: '1' },
      scale: { type: 'string', default: '1' },
      calm: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [seed, scale] = [Number(values.seed), Number(values.scale)];
  if (!Number.isInteger(seed)) throw new Error(`--seed needs a whole number, not "${values.seed}".`);
  if (!(scale > 0 && scale <= 20))
    throw new Error(`--scale needs a number above 0, up to 20, not "${values.scale}".`);
  if (values.grpc !== undefined && !/^.+:\d+$/.test(values.grpc)) {
    throw new Error(`--grpc needs HOST:PORT, not "${values.grpc}".`);
  }
  return { grpc: values.grpc, seed, scale, calm: values.calm };
}

async function run({ grpc, ...options }: Asked): Promise<number> {
  const product: Product | undefined = grpc === undefined ? await startProduct() : undefined;
  const address = grpc ?? product?.grpc ?? '';
  if (product !== undefined) {
    console.log(
      `Console   ${product.console}\nHTTP      ${product.http}\ngRPC      ${product.grpc}\nData      ${product.dataDir}`,
    );
  }
  const fleet = startFleet({ grpc: address, ...options });
  const { instances, clients } = fleet.plan;
  try {
    await fleet.ready;
  } catch (error) {
    product?.stop();
    await product?.ended;
    throw new Error(
      `The fleet could not start on ${address}: ${error instanceof Error ? error.message : error}`,
    );
  }
  console.log(`${instances.length} instances beat and ${clients.length} clients discover. Ctrl-C ends it.`);
  const report = setInterval(() => {
    const { beats, refusedBeats, asked: read, changes, failures } = fleet.stats();
    console.log(
      `${beats} beats (${refusedBeats} refused), ${read} reads (${changes} changed), ${failures} failed calls`,
    );
  }, REPORT_EVERY_MS);

  const code = await Promise.race([endAsked(), ...(product === undefined ? [] : [product.ended])]);
  clearInterval(report);
  // A registry of somebody else's is left as it was found.
  await fleet.stop({ deregister: product === undefined });
  product?.stop();
  await product?.ended;
  return code;
}

/** Resolves at Ctrl-C, or when whoever started us wants us to end. */
const endAsked = (): Promise<number> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(0));
  });

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function askedOrUsage(): Asked | null | undefined {
  try {
    return asked();
  } catch (error) {
    console.error(`${sentence(error)}\n${USAGE}`);
    return undefined;
  }
}

const options = askedOrUsage();
try {
  if (options === null) console.log(USAGE);
  else process.exitCode = options === undefined ? 1 : await run(options);
} catch (error) {
  console.error(sentence(error));
  process.exitCode = 1;
}
