import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { serveConsole } from '../../testing/testing-console.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

/** A draft of each kind, and an edit of it. */
const kinds = {
  users: [{ name: 'wang.wei', password: 'rather-long-77!', comment: 'on call' }, { comment: 'off duty' }],
  groups: [{ name: 'night shift', comment: 'on call' }, { comment: 'off duty' }],
  roles: [{ name: 'releaser', comment: 'on call' }, { comment: 'off duty' }],
  policies: [{ name: 'deploys', effect: 'allow', comment: 'on call' }, { comment: 'off duty' }],
} as const;

for (const [kind, [draft, edit]] of Object.entries(kinds)) {
  test(`one of the ${kind} is made, found, edited by whoever saw it as it is, and deleted by its name`, async (t) => {
    const served = await serveConsole(t);
    const owner = await served.signIn();
    const once = { ...owner, ...key() };
    const made = await served.send('POST', `/access/${kind}`, draft, once);
    assert.equal(made.status, 201, made.text);
    const again = await served.send('POST', `/access/${kind}`, draft, once);
    assert.deepEqual([again.status, again.json.id], [201, made.json.id]);
    const found = await served.get(`/access/${kind}?q=${draft.name.slice(1, 5).toUpperCase()}`, owner);
    assert.deepEqual(
      found.json.items.map(({ id }: { id: string }) => id),
      [made.json.id],
    );
    assert.deepEqual((await served.get(`/access/${kind}?q=nobody`, owner)).json.items, []);

    const path = `/access/${kind}/${made.json.id}`;
    const since = (revision: string) => ({ ...owner, ...key(), 'If-Match': `"${revision}"` });
    assert.equal((await served.send('PATCH', path, edit, { ...owner, ...key() })).status, 428);
    const stale = await served.send('PATCH', path, edit, since('0'));
    assert.deepEqual([stale.status, stale.json.current.comment], [412, 'on call'], stale.text);
    const edited = await served.send('PATCH', path, edit, since(made.json.revision));
    assert.deepEqual([edited.status, edited.json.comment], [200, 'off duty'], edited.text);
    assert.notEqual(edited.json.revision, made.json.revision);

    const late = await served.send('DELETE', path, { typed: draft.name }, since(made.json.revision));
    assert.equal(late.status, 412, late.text);
    const mistyped = await served.send('DELETE', path, { typed: 'x' }, since(edited.json.revision));
    assert.deepEqual([mistyped.status, mistyped.json.fields[0].path], [422, 'typed']);
    const gone = await served.send('DELETE', path, { typed: draft.name }, since(edited.json.revision));
    assert.equal(gone.status, 204, gone.text);
    assert.equal((await served.get(path, owner)).status, 404);
  });
}
