import { type TestContext, type TestOptions, test } from 'node:test';
import { GRPC_CARRIERS, type GrpcCarrierName } from '../config.ts';

const carrierOfTest = new WeakMap<TestContext, GrpcCarrierName>();

/** Which carrier a test is about; a test of something else has our own. */
export const carrierOf = (t: TestContext): GrpcCarrierName => carrierOfTest.get(t) ?? 'cynosure';

/**
 * A test of the gRPC door, once for each carrier. Use it in place of `test`: what opens a door for a test asks
 * `carrierOf` it.
 */
export function testBothCarriers(
  title: string,
  options: TestOptions | ((t: TestContext) => void | Promise<void>),
  run?: (t: TestContext) => void | Promise<void>,
): void {
  const play = typeof options === 'function' ? options : run;
  for (const name of GRPC_CARRIERS) {
    test(`${title} (${name})`, typeof options === 'function' ? {} : options, (t) => {
      carrierOfTest.set(t, name);
      return play?.(t);
    });
  }
}
