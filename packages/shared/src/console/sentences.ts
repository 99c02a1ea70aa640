/**
 * What operations say of themselves: key → the arguments that `Operation.sentence.args` must carry. The reader
 * puts the name of who did it before the sentence and has one message per key and language; an unknown key falls
 * back to the operation's `action`.
 */
export const sentenceArguments = {
  isolatedHost: ['host', 'instances', 'services'],
  isolatedHosts: ['hosts', 'instances', 'services'],
  isolatedInstance: ['target'],
  isolatedInstances: ['instances', 'services'],
  isolatedAhead: ['host'],
  endedIsolation: ['target', 'instances'],
  releasedInstances: ['instances'],
  endedByTime: ['target', 'instances'],
  extendedIsolation: ['target'],
  changedIsolation: ['target'],
  reassertedIsolation: ['target', 'instances'],
  acceptedDrift: ['target', 'instances'],
  refusedIsolation: ['target', 'service'],
  /** By the guard. */
  refusedDeregister: ['target', 'service'],
  /** Of what was taken back. `undidOperation`: nothing more is known of it. */
  undidOperation: ['target', 'instances'],
  undidIsolation: ['target', 'instances'],
  undidEnd: ['target', 'instances'],
  /** `path` is a JSON Pointer; `before`, which the field lost, and `after`, which it got back, are JSON. `more` fields besides. */
  undidChange: ['target', 'path', 'before', 'after', 'more'],
  /** Of several instances that lost different values. */
  undidFields: ['target', 'path', 'more'],
  /** Through the registry's API. */
  apiIsolated: ['instances', 'host', 'service'],
  apiBackInTraffic: ['instances', 'host', 'service'],
  registeredInstances: ['instances', 'service'],
  /** Of one instance; the arguments are those of `undidChange`. */
  changedFields: ['target', 'path', 'before', 'after', 'more'],
  changedInstances: ['instances', 'service'],
  heldValues: ['fields', 'target'],
  releasedValues: ['fields', 'target'],
  /** Of instances that have not come back. */
  forgotHolds: ['instances'],
  deregisteredInstances: ['instances', 'service'],
  /** Of several services. */
  changedMany: ['instances'],
  deregisteredMany: ['instances'],
  /** Health flips that were held. */
  releasedHold: ['instances'],
  discardedHold: ['instances'],
  createdService: ['service'],
  changedService: ['service'],
  deletedService: ['service'],
  createdNamespace: ['namespace'],
  changedNamespace: ['namespace'],
  deletedNamespace: ['namespace'],
  renewedToken: ['target'],
  showedToken: ['target'],
  changedGuard: ['target'],
  changedSettings: [],
  createdAlias: ['target'],
  changedAlias: ['target'],
  deletedAlias: ['target'],
  changedContract: ['service'],
  deletedContract: ['service'],
  /** Of Access; `kind`: user, group, role, policy, token. */
  createdAccess: ['kind', 'target'],
  changedAccess: ['kind', 'target'],
  deletedAccess: ['kind', 'target'],
  endedSession: [],
  /** Somebody tried what they may not: `action` as the sentences of permissions have it. */
  refusedAttempt: ['action', 'target'],
  /** Upkeep of a server. */
  closedConnections: ['connections', 'host'],
  setLogLevel: ['scope', 'before', 'after'],
  releasedLead: [],
  freedMemory: [],
  cleanedInstances: ['instances'],
  signedIn: [],
  changedPassword: ['target'],
  setUp: [],
  /** From the database of a reference server, once. */
  importedAccounts: [],
} as const satisfies Record<string, readonly string[]>;

export type SentenceKey = keyof typeof sentenceArguments;
