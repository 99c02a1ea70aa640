import assert from 'node:assert/strict';
import test from 'node:test';
import { doorAddress, doorUrl } from './door-address.ts';

const door = (address: string, encrypted = false) => [{ kind: 'grpc' as const, address, encrypted }];

test('a door that is open everywhere is reached as the console was, another one by its own address', () => {
  assert.equal(doorAddress(door('0.0.0.0:18091'), 'grpc', 'registry.example'), 'registry.example:18091');
  assert.equal(doorAddress(door('[::]:18091'), 'grpc', '[fd00::7]'), '[fd00::7]:18091');
  assert.equal(doorAddress(door('10.0.0.1:8091'), 'grpc', 'registry.example'), '10.0.0.1:8091');
  assert.equal(doorUrl(door('0.0.0.0:1', true), 'grpc', 'registry.example'), 'https://registry.example:1');
});

test('of a door that is not known nothing is said', () => {
  assert.equal(doorAddress(door('0.0.0.0:8091'), 'http', 'registry.example'), undefined);
  assert.equal(doorUrl(undefined, 'http', 'registry.example'), undefined);
});
