import assert from 'node:assert/strict';
import test from 'node:test';
import { instanceFilters, serviceFilters } from './filter-fields.ts';
import {
  filterChips,
  formatFilterText,
  formatQuery,
  parseFilterText,
  parseQuery,
  withoutChip,
} from './filter-query.ts';

const fromAddress = (text: string) => parseQuery(instanceFilters, new URLSearchParams(text));

test('an address with repeated keys becomes lists, and goes back to the same address', () => {
  const text =
    'q=10.5&namespace=default&namespace=maps&port=8080&state=unhealthy&healthy=false&weight=%3C50&label=track%3Acanary';
  const { query, ignored } = fromAddress(text);
  assert.deepEqual(ignored, []);
  assert.deepEqual(query, {
    q: '10.5',
    namespace: ['default', 'maps'],
    port: [8080],
    state: ['unhealthy'],
    healthy: false,
    weight: ['<50'],
    label: ['track:canary'],
  });
  assert.equal(formatQuery(instanceFilters, query).toString(), text);
});

test('values that cannot be right are dropped and named, unknown names are left alone', () => {
  const { query, ignored } = fromAddress(
    'state=sick&port=99999&weight=heavy&healthy=maybe&label=track&zone=gz-3&cols=host',
  );
  assert.deepEqual(query, { zone: ['gz-3'] });
  assert.deepEqual(ignored, ['port=99999', 'state=sick', 'healthy=maybe', 'weight=heavy', 'label=track']);
});

test('the filter field reads names, negations, wildcards and labels; the rest is free text', () => {
  const { query, ignored } = parseFilterText(
    instanceFilters,
    'zone:gz-3 version:4.3* !protocol:grpc label:track=canary ttl:>5 10.5 order',
  );
  assert.deepEqual(ignored, []);
  assert.deepEqual(query, {
    zone: ['gz-3'],
    version: ['4.3*'],
    protocol: ['!grpc'],
    label: ['track:canary'],
    ttl: ['>5'],
    q: '10.5 order',
  });
});

test('an equals sign is as good as a colon, and labels that are no filter stay free text', () => {
  assert.deepEqual(
    parseFilterText(instanceFilters, 'zone=gz-3 !version=2.1.7 healthy=false label=track=canary env=prod')
      .query,
    { zone: ['gz-3'], version: ['!2.1.7'], healthy: false, label: ['track:canary'], q: 'env=prod' },
  );
});

test('a host with its port and an IPv6 address are free text, not filters', () => {
  assert.deepEqual(parseFilterText(instanceFilters, '10.5.0.7:8080 fd00::7').query, {
    q: '10.5.0.7:8080 fd00::7',
  });
});

test('what a column is called finds its filter, so that nobody believes in nothing found', () => {
  assert.deepEqual(parseFilterText(instanceFilters, 'health:unhealthy !isolation:isolated').query, {
    state: ['unhealthy', '!isolated'],
  });
});

test('text and address are two views of one query', () => {
  for (const text of [
    'version:4.3* zone:gz-3',
    'label:owner=zhao.min',
    'label:!track=canary',
    'label:"owner=Li Na" late one',
    'label:rack=*',
  ]) {
    const { query } = parseFilterText(instanceFilters, text);
    assert.equal(formatFilterText(instanceFilters, query), text);
    assert.deepEqual(fromAddress(formatQuery(instanceFilters, query).toString()).query, query);
  }
});

test('removing a chip leaves the other values of the same name', () => {
  const { query } = fromAddress('zone=gz-3&zone=!gz-4&label=track:canary');
  const chips = filterChips(instanceFilters, query);
  assert.deepEqual(
    chips.map((chip) => chip.text),
    ['zone:gz-3', 'zone:!gz-4', 'label:track=canary'],
  );
  assert.deepEqual(withoutChip(instanceFilters, query, chips[1]!), {
    zone: ['gz-3'],
    label: ['track:canary'],
  });
  assert.deepEqual(withoutChip(instanceFilters, query, chips[2]!), { zone: ['gz-3', '!gz-4'] });
});

test('services have their own words for states', () => {
  const { query, ignored } = parseQuery(
    serviceFilters,
    new URLSearchParams('state=noneHealthy&state=healthy&empty=true'),
  );
  assert.deepEqual(query, { state: ['noneHealthy'], empty: true });
  assert.deepEqual(ignored, ['state=healthy']);
});
