import { HpackDecoder } from '@cynosure/grpc-carrier/hpack/decoder.ts';
import { encodeHeaders } from '@cynosure/grpc-carrier/hpack/encoder.ts';
import { huffmanBytes } from '@cynosure/grpc-carrier/hpack/huffman.ts';
import { callFields } from '@cynosure/grpc-carrier/testing/frames.ts';
import type { Target } from './target.ts';

const huffman = (text: string): Buffer => {
  const bytes = huffmanBytes(text);
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};

const CORPUS = [
  Buffer.from(encodeHeaders(callFields('/v1.PolarisGRPC/Heartbeat', { 'user-agent': 'grpc-go/1.70.0' }))),
  Buffer.concat([
    Buffer.from([0x20, 0x3f, 0xe1, 0x1f, 0x83, 0x86, 0x44]),
    huffman('/v1.PolarisGRPC/Discover'),
    Buffer.from([0xbe]),
  ]),
  Buffer.concat([
    Buffer.from([0x40]),
    huffman('x-polaris-token'),
    huffman('Zm9vYmFy+/='),
    Buffer.from([0xbe, 0xbe, 0x7e]),
    huffman('b'),
  ]),
  Buffer.from([
    0x82, 0x87, 0x84, 0x10, 1, 0x61, 1, 0x62, 0x0f, 0x80, 0x01, 1, 0x63, 0x5f, 0x02, 1, 0x64, 0xff, 0x00,
  ]),
];

/** Header blocks, several on one connection, because what one adds to the table the next may use. */
export const hpackTarget: Target = {
  name: 'hpack',
  corpus: CORPUS,
  run(input, random) {
    const decoder = new HpackDecoder(random.pick([0, 64, 4_096]));
    const cut = random.below(input.length + 1);
    let characters = 0;
    for (const [from, to] of [
      [0, cut],
      [cut, input.length],
      [0, input.length],
    ] as const) {
      decoder.decode(input, from, to, ({ name, value }) => {
        characters += name.length + value.length;
        return true;
      });
    }
    // A byte of input names at most the largest entry there may be.
    if (characters > input.length * 3 * 4_096)
      throw new Error(`${characters} characters from ${input.length} bytes`);
  },
  settle: async () => {},
};
