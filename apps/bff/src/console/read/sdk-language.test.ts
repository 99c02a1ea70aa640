import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './sdk-language.ts';

test('the name of an SDK tells its language, where it does', () => {
  assert.equal(languageOf('polaris-go'), 'Go');
  assert.equal(languageOf('grpc-java-netty'), 'Java');
  assert.equal(languageOf('grpc-node-js'), 'JavaScript');
  assert.equal(languageOf('polaris-cpp'), 'C++');
  assert.equal(languageOf('curl'), '');
  assert.equal(languageOf('constructor'), '');
});
