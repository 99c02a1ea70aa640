/**
 * What operations say of themselves (packages/shared/src/console/sentences.ts has their arguments). Who did it
 * stands before the sentence.
 */
export const sentencesEn = {
  isolatedHost:
    'isolated {instances, plural, =0 {{host}, changing no instance} one {# instance on {host}} other {# instances on {host}}}',
  isolatedHosts:
    'isolated {instances, plural, one {# instance} other {# instances}} on {hosts, plural, one {# host} other {# hosts}}',
  isolatedInstance: 'isolated {target}',
  isolatedInstances:
    'isolated {instances, plural, one {# instance} other {# instances}} of {services, plural, one {# service} other {# services}}',
  isolatedAhead: 'isolated {host} ahead of its first instance',
  endedIsolation: 'ended the isolation of {target}',
  releasedInstances: 'put {instances, plural, one {# instance} other {# instances}} back in traffic',
  endedByTime: 'let the isolation of {target} end at its time',
  extendedIsolation: 'extended the isolation of {target}',
  changedIsolation: 'changed the isolation of {target}',
  reassertedIsolation: 'isolated {target} again',
  acceptedDrift: 'left {instances, plural, one {# instance} other {# instances}} of {target} in traffic',
  refusedIsolation: 'tried to isolate {service} on {target}',
  refusedDeregister: 'tried to deregister {target}, the last of {service}',
  undidOperation: 'undid the change of {target}',
  undidIsolation:
    'undid the isolation of {target}: {instances, plural, one {# instance is} other {# instances are}} back in traffic',
  undidEnd:
    'undid the end of isolation of {target}: {instances, plural, one {# instance is} other {# instances are}} isolated again',
  undidChange:
    'undid the change of {target}: {path} back from {before} to {after}{more, plural, =0 {} one {, and # more field} other {, and # more fields}}',
  undidFields:
    'undid the change of {target}: {path} back to its values before{more, plural, =0 {} one {, and # more field} other {, and # more fields}}',
  apiIsolated: 'isolated {instances, plural, one {# instance} other {# instances}} of {service} on {host}',
  apiBackInTraffic:
    'put {instances, plural, one {# instance} other {# instances}} of {service} on {host} back in traffic',
  registeredInstances: 'registered {instances, plural, one {# instance} other {# instances}} of {service}',
  changedFields:
    'changed {target}: {path} from {before} to {after}{more, plural, =0 {} one {, and # more field} other {, and # more fields}}',
  changedInstances: 'changed {instances, plural, one {# instance} other {# instances}} of {service}',
  heldValues: 'held {fields, plural, one {# value} other {# values}} of {target}',
  releasedValues: 'released {fields, plural, one {# value} other {# values}} of {target}',
  forgotHolds:
    'forgot what was held of {instances, plural, one {# instance} other {# instances}} that did not come back',
  deregisteredInstances:
    'deregistered {instances, plural, one {# instance} other {# instances}} of {service}',
  changedMany: 'changed {instances, plural, one {# instance} other {# instances}}',
  deregisteredMany: 'deregistered {instances, plural, one {# instance} other {# instances}}',
  releasedHold: 'released {instances, plural, one {# held health verdict} other {# held health verdicts}}',
  discardedHold: 'discarded {instances, plural, one {# held health verdict} other {# held health verdicts}}',
  createdService: 'created the service {service}',
  changedService: 'changed the service {service}',
  deletedService: 'deleted the service {service}',
  createdNamespace: 'created the namespace {namespace}',
  changedNamespace: 'changed the namespace {namespace}',
  deletedNamespace: 'deleted the namespace {namespace}',
  renewedToken: 'renewed the token of {target}',
  showedToken: 'looked at the token of {target}',
  changedGuard: 'changed the guard{target, select, guard {} other { of {target}}}',
  changedSettings: 'changed the settings',
  createdAlias: 'created the alias {target}',
  changedAlias: 'changed the alias {target}',
  deletedAlias: 'deleted the alias {target}',
  changedContract: 'changed a contract of {service}',
  deletedContract: 'deleted a contract of {service}',
  createdAccess:
    'created {kind, select, user {the user} group {the group} role {the role} policy {the policy} token {the token} other {the {kind}}} {target}',
  changedAccess:
    'changed {kind, select, user {the user} group {the group} role {the role} policy {the policy} token {the token} other {the {kind}}} {target}',
  deletedAccess:
    'deleted {kind, select, user {the user} group {the group} role {the role} policy {the policy} token {the token} other {the {kind}}} {target}',
  endedSession: 'ended a session',
  refusedAttempt: 'tried {action} {target}',
  closedConnections: 'closed {connections, plural, one {# connection} other {# connections}} of {host}',
  setLogLevel: 'set the log level of {scope} from {before} to {after}',
  releasedLead: 'released the leadership of this node',
  freedMemory: 'freed memory of this node',
  cleanedInstances:
    'removed {instances, plural, one {# deregistered instance} other {# deregistered instances}} for good',
  signedIn: 'signed in',
  changedPassword: 'changed the password of {target}',
  setUp: 'set the registry up',
  importedAccounts: 'took over the accounts of the database',
} as const;
