import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HpackDecoder } from './decoder.ts';
import { DynamicTable } from './dynamic-table.ts';
import { encodeHeaders, putNumber } from './encoder.ts';
import { huffmanBytes, huffmanText } from './huffman.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** Fields of a block as `name: value`; undefined at a decoding error. */
function decoded(decoder: HpackDecoder, block: Buffer): string[] | undefined {
  const fields: string[] = [];
  const isDecoded = decoder.decode(
    block,
    0,
    block.length,
    ({ name, value }) => fields.push(`${name}: ${value}`) > 0,
  );
  return isDecoded ? fields : undefined;
}

const fresh = (block: Buffer): string[] | undefined => decoded(new HpackDecoder(4_096), block);

test('RFC 7541 §5.1, C.1: numbers of any size in prefixes of any size', () => {
  const bytesOf = (prefix: number, value: number) => {
    const bytes: number[] = [];
    putNumber(bytes, 0, prefix, value);
    return Buffer.from(bytes).toString('hex');
  };
  assert.equal(bytesOf(5, 10), '0a');
  assert.equal(bytesOf(5, 1337), '1f9a0a');
  assert.equal(bytesOf(8, 42), '2a');
});

test('RFC 7541 C.2: each way to write a field', () => {
  assert.deepEqual(fresh(hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572')), [
    'custom-key: custom-header',
  ]);
  assert.deepEqual(fresh(hex('040c 2f73 616d 706c 652f 7061 7468')), [':path: /sample/path']);
  assert.deepEqual(fresh(hex('1008 7061 7373 776f 7264 0673 6563 7265 74')), ['password: secret']);
  assert.deepEqual(fresh(hex('82')), [':method: GET']);
});

const REQUESTS = [
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
  [
    ':method: GET',
    ':scheme: https',
    ':path: /index.html',
    ':authority: www.example.com',
    'custom-key: custom-value',
  ],
];

test('RFC 7541 C.3, C.4: three requests on one connection, plain and Huffman-coded', () => {
  const plain = [
    '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
    '8286 84be 5808 6e6f 2d63 6163 6865',
    '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
  ];
  const huffman = [
    '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
    '8286 84be 5886 a8eb 1064 9cbf',
    '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
  ];
  for (const blocks of [plain, huffman]) {
    const decoder = new HpackDecoder(4_096);
    assert.deepEqual(
      blocks.map((block) => decoded(decoder, hex(block))),
      REQUESTS,
    );
  }
});

test('RFC 7541 C.5, C.6: a table of 256 bytes evicts its oldest entries', () => {
  const date = 'date: Mon, 21 Oct 2013 20:13:21 GMT';
  const place = 'location: https://www.example.com';
  const responses = [
    [':status: 302', 'cache-control: private', date, place],
    [':status: 307', 'cache-control: private', date, place],
    [
      ':status: 200',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:22 GMT',
      place,
      'content-encoding: gzip',
      'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
    ],
  ];
  const plain = [
    `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120
     474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
    '4803 3330 37c1 c0bf',
    `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970
     7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61
     6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
  ];
  const huffman = [
    `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad
     1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
    '4883 640e ffc1 c0bf',
    `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2
     e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
  ];
  for (const blocks of [plain, huffman]) {
    const decoder = new HpackDecoder(256);
    assert.deepEqual(
      blocks.map((block) => decoded(decoder, hex(block))),
      responses,
    );
  }
});

test('RFC 7541 §2.3.2, §4.4: an entry larger than the table empties it', () => {
  const table = new DynamicTable(100);
  table.add({ name: 'a', value: 'b' });
  assert.deepEqual(table.at(62), { name: 'a', value: 'b' });
  table.add({ name: 'name', value: 'x'.repeat(100) });
  assert.equal(table.at(62), undefined);
  assert.equal(table.size, 0);
});

test('a table stays right over a hundred thousand entries', () => {
  const table = new DynamicTable(4_096);
  for (let n = 0; n < 100_000; n += 1) table.add({ name: 'n', value: String(n) });
  assert.equal(table.at(62)?.value, '99999');
  const most = Math.floor(4_096 / (1 + 5 + 32));
  assert.equal(table.at(61 + most)?.value, String(100_000 - most));
  assert.equal(table.at(62 + most), undefined);
});

test('RFC 7541 §4.2, §6.3: a size update stands first, and not above what was allowed', () => {
  const decoder = new HpackDecoder(4_096);
  assert.deepEqual(decoded(decoder, hex('400161 0162 20')), undefined, 'after a field');
  assert.deepEqual(fresh(hex('20 3fe11f 82')), [':method: GET'], 'two of them, the last one 4096');
  assert.deepEqual(fresh(hex('3fe21f 82')), undefined, '4097');
  const emptied = new HpackDecoder(4_096);
  assert.deepEqual(decoded(emptied, hex('400161 0162')), ['a: b']);
  assert.deepEqual(decoded(emptied, hex('20 be')), undefined, 'the entry is gone');
});

test('RFC 7541 §2.3.3, §5, §6.1: what cannot be meant is a decoding error', () => {
  const faulty = {
    'index 0': '80',
    'index past both tables': 'be',
    'name index past both tables': '7f00 0161',
    'number without its end': 'ff ff ff',
    'number that never ends': 'ff 80 80 80 80 80 80 80 80 01',
    'number that is too large': 'ff ff ff ff ff 0f',
    'text longer than its block': '0003 6162',
    'text without its length': '40',
    'value is missing': '4001 61',
    'Huffman: end of string within': '0084 ffff ffff 0161',
    'Huffman: padding of eight ones': '0002 61ff 8218ff',
    'Huffman: padding of zeros': '0081 18 0161',
  };
  for (const [what, block] of Object.entries(faulty)) {
    if (what.startsWith('Huffman: padding of eight'))
      assert.equal(huffmanText(hex('1fff'), 0, 2), undefined, what);
    else assert.equal(fresh(hex(block)), undefined, what);
  }
});

test('RFC 7541 §5.2: each byte survives Huffman coding, by itself and among others', () => {
  const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  for (const text of [...all, all.join(''), all.toReversed().join(''), '', 'aaaa']) {
    const bytes = Buffer.from(huffmanBytes(text));
    assert.equal(huffmanText(bytes, 0, bytes.length), text);
  }
});

test('what we send is from the static table, and reads as it was meant', () => {
  const block = encodeHeaders([
    [':status', '200'],
    [':status', '418'],
    ['content-type', 'application/grpc'],
    ['grpc-message', 'x'.repeat(300)],
  ]);
  const decoder = new HpackDecoder(0);
  assert.deepEqual(decoded(decoder, Buffer.from(block)), [
    ':status: 200',
    ':status: 418',
    'content-type: application/grpc',
    `grpc-message: ${'x'.repeat(300)}`,
  ]);
  assert.equal(decoder.changes, 0);
  assert.throws(() => encodeHeaders([['grpc-message', 'ü']]), /not printable/);
});
