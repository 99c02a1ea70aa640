import { done, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../changes.ts';
import { type Command, type Decision, decided, keyOf } from '../command.ts';
import type { Actor, Contract, ContractInterface } from '../model.ts';
import { findContract } from '../queries/contracts.ts';
import type { RegistryState } from '../state.ts';
import {
  type ContractName,
  contractIdOf,
  contractLabel,
  type InterfaceDraft,
  interfaceIdOf,
} from './contract-ids.ts';
import { newHex32 } from './new-ids.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';

export interface ContractDraft extends ContractName {
  readonly content: string;
  readonly interfaces: readonly InterfaceDraft[];
}

/**
 * A client says what its service offers: content and the interfaces that clients report are replaced, those
 * that operators wrote stay; the revision is new even when nothing changed (contract/grpc-naming.md §9).
 */
export function reportContract(draft: ContractDraft, by: Actor): Command<null> {
  return {
    name: 'reportContract',
    lane: 'client',
    keys: (state, keys) => keys.writes(keyOf.record('contract', idOf(state, draft))),
    decide(state, now) {
      const seconds = Math.floor(now.wallMs / 1000);
      const before = findContract(state, draft);
      const base = before ?? newContract(draft, seconds);
      const id = base.id;
      const revision = newHex32();
      const reported = draft.interfaces.map((one) => newInterface(id, one, 'Client', revision, seconds));
      const manual = base.interfaces.filter((one) => one.source === 'Manual');
      const contract = {
        ...base,
        content: draft.content,
        interfaces: [...manual, ...reported],
        revision,
        mtime: seconds,
      };
      return {
        outcome: done(null),
        changes: [put('contract', id, contract)],
        clientEntry: { action: 'contract', id, label: contractLabel(contract), by: by.name },
      };
    },
  };
}

/** An operator writes the content; interfaces stay. Refusals: NoNeedUpdate where it is stored so already. */
export function writeContract(draft: ContractDraft, by: Actor): Command<null> {
  return {
    name: 'writeContract',
    lane: 'operator',
    keys: (state, keys) => keys.writes(keyOf.record('contract', idOf(state, draft))),
    decide(state, now) {
      const seconds = Math.floor(now.wallMs / 1000);
      const before = findContract(state, draft);
      if (before !== undefined && before.content === draft.content) return decided(refused('NoNeedUpdate'));
      const after = {
        ...(before ?? newContract(draft, seconds)),
        content: draft.content,
        revision: newHex32(),
        mtime: seconds,
      };
      const action = before === undefined ? 'contract.create' : 'contract.update';
      return written(action, before ?? null, after, by, now.wallMs);
    },
  };
}

export type InterfaceChange = 'replace' | 'append' | 'remove';

/**
 * An operator replaces the interfaces that operators wrote, adds to them, or takes interfaces away.
 * Refusals: NotFoundResource where there is no such contract.
 */
export function changeInterfaces(
  of: ContractName,
  how: InterfaceChange,
  interfaces: readonly InterfaceDraft[],
  by: Actor,
): Command<null> {
  return {
    name: 'changeInterfaces',
    lane: 'operator',
    keys: (state, keys) => keys.writes(keyOf.record('contract', idOf(state, of))),
    decide(state, now) {
      const before = findContract(state, of);
      if (before === undefined) return decided(refused('NotFoundResource'));
      const seconds = Math.floor(now.wallMs / 1000);
      const revision = newHex32();
      const given = interfaces.map((one) => newInterface(before.id, one, 'Manual', revision, seconds));
      const after = {
        ...before,
        interfaces: how === 'remove' ? without(before, interfaces) : withGiven(before, given, how),
        revision,
        mtime: seconds,
      };
      return written('contract.interfaces', before, after, by, now.wallMs);
    },
  };
}

/** Deleting what is not there is a success. */
export function deleteContract(of: ContractName, by: Actor): Command<null> {
  return {
    name: 'deleteContract',
    lane: 'operator',
    keys: (state, keys) => keys.writes(keyOf.record('contract', idOf(state, of))),
    decide(state, now) {
      const before = findContract(state, of);
      return before === undefined
        ? decided(done(null))
        : written('contract.delete', before, null, by, now.wallMs);
    },
  };
}

const idOf = (state: RegistryState, of: ContractName): string =>
  findContract(state, of)?.id ?? contractIdOf(of);

function newContract(draft: ContractDraft, seconds: number): Contract {
  const { namespace, service, type, protocol, version } = draft;
  return {
    id: contractIdOf(draft),
    namespace,
    service,
    type,
    protocol,
    version,
    revision: newHex32(),
    content: '',
    interfaces: [],
    ctime: seconds,
    mtime: seconds,
  };
}

const newInterface = (
  contractId: string,
  draft: InterfaceDraft,
  source: ContractInterface['source'],
  revision: string,
  seconds: number,
): ContractInterface => ({
  id: interfaceIdOf(contractId, draft, source),
  // Of what an operator writes, the name counts for the id only (case rules-contract/methods).
  type: source === 'Client' && draft.type === '' ? draft.name : draft.type,
  method: draft.method,
  path: draft.path,
  content: draft.content,
  source,
  revision,
  ctime: seconds,
  mtime: seconds,
});

function withGiven(
  before: Contract,
  given: readonly ContractInterface[],
  how: 'replace' | 'append',
): ContractInterface[] {
  const ids = new Set(given.map((one) => one.id));
  const kept = before.interfaces.filter(
    (one) => !ids.has(one.id) && (how === 'append' || one.source !== 'Manual'),
  );
  return [...kept, ...new Map(given.map((one) => [one.id, one])).values()];
}

/** An interface is named by its id, else by method and path, and its name where one is given and it has one. */
function without(before: Contract, named: readonly InterfaceDraft[]): ContractInterface[] {
  const isNamed = (one: ContractInterface): boolean =>
    named.some((draft) => {
      if (draft.id !== '') return draft.id === one.id;
      const type = draft.type === '' ? draft.name : draft.type;
      return (
        draft.method === one.method &&
        draft.path === one.path &&
        (type === '' || one.type === '' || type === one.type)
      );
    });
  return before.interfaces.filter((one) => !isNamed(one));
}

function written(
  action: string,
  before: Contract | null,
  after: Contract | null,
  by: Actor,
  wallMs: number,
): Decision<null> {
  const of = after ?? before;
  if (of === null) return decided(done(null));
  const { id, namespace, service } = of;
  const target = { kind: 'contract', id, label: contractLabel(of) };
  return {
    outcome: done(null),
    changes: [after === null ? remove('contract', id) : put('contract', id, after)],
    operation: operationRecord({
      action,
      by,
      wallMs,
      names: { namespace, service },
      changes: fieldChanges(target, before, after),
    }),
  };
}
