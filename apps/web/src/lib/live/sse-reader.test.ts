import assert from 'node:assert/strict';
import test from 'node:test';
import { sseReader } from './sse-reader.ts';

test('messages come out whole wherever the chunks are cut', () => {
  const text =
    'event: hello\ndata: {"a":1}\n\nid: e1-7\r\nevent: host\r\ndata: x\r\ndata: y\r\n\r\n: a comment\n\ndata:z\n\n';
  const expected = [
    { event: 'hello', id: undefined, data: '{"a":1}' },
    { event: 'host', id: 'e1-7', data: 'x\ny' },
    { event: 'message', id: undefined, data: 'z' },
  ];
  for (let cut = 0; cut <= text.length; cut += 1) {
    const read = sseReader();
    assert.deepEqual([...read(text.slice(0, cut)), ...read(text.slice(cut))], expected, `cut at ${cut}`);
  }
});

test('a message without its closing empty line is not handed out', () => {
  assert.deepEqual(sseReader()('event: beat\ndata: {}\n'), []);
});
