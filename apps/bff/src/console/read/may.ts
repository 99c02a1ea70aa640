import type {
  Action,
  Hindrance,
  LackedRight,
  May,
  Permission as MayOrNot,
} from '@cynosure/shared/console/access.ts';
import { allows, type Permission } from '../../access/permissions.ts';
import type { About, Rights } from '../../access/rights.ts';

/** The right that an action needs, where its object names no other. */
const NEEDED: Readonly<Record<Action, Permission>> = {
  isolate: 'UpdateInstancesIsolate',
  end: 'UpdateInstancesIsolate',
  extend: 'UpdateInstancesIsolate',
  edit: 'UpdateInstances',
  create: 'CreateNamespaces',
  delete: 'DeleteNamespaces',
  register: 'CreateInstances',
  deregister: 'DeleteInstances',
  undo: 'UndoOperations',
  alias: 'CreateServiceAlias',
  token: 'UpdateServiceToken',
  readToken: 'DescribeServiceToken',
  deleteContract: 'DeleteServiceContracts',
  closeConnections: 'CloseConnections',
  setLogLevel: 'UpdateLogOutputLevel',
  releaseLead: 'ReleaseLeaderElection',
  cleanInstances: 'BatchCleanInstances',
};

/** `true`, or that the person lacks the right for what it is about, and which role would have it. */
export function permitted(
  rights: Rights,
  action: Action,
  about: About,
  needs: Permission = NEEDED[action],
): MayOrNot {
  if (rights.may(needs, about)) return true;
  return lacking(allows('operator', needs) ? 'needsOperator' : 'needsOwner');
}

const LACKING: Readonly<Record<LackedRight, string>> = {
  needsOperator: 'You may read this but not change it. The role Operator would allow it.',
  needsOwner: 'You may read this but not change it. The role Owner would allow it.',
  ownersOnly: 'Only an owner may do this.',
  othersSessions: 'Only an owner may sign others out.',
};

/** What the person's rights forbid. */
export const lacking = (why: LackedRight): MayOrNot => ({ not: 'permission', why, info: LACKING[why] });

type Numbers = Readonly<Record<string, number>>;

const HINDRANCES: Readonly<Record<Hindrance, string | ((args: Numbers) => string)>> = {
  isolationEnded: 'The isolation has ended already.',
  final: 'What was deleted, deregistered or renewed cannot be taken back.',
  serviceNotEmpty: ({ instances, aliases }) => `${instances} instances and ${aliases} aliases are left.`,
  namespaceNotEmpty: ({ services }) =>
    `${services} ${services === 1 ? 'service is' : 'services are'} left in it.`,
  mainIsOwner: 'A main account is always an owner.',
  lastAdministrator: 'The last administrator cannot be deleted.',
  yourself: 'You cannot delete yourself.',
  builtInRole: 'A built-in role cannot be deleted.',
  defaultPolicy: 'It goes with a user or group and changes with what is granted to them.',
  defaultPolicyStays: 'It goes with a user or group.',
  noneLeads: 'All nodes share the duty of watching; none leads.',
  anotherLeads: 'This node does not lead.',
};

/** What the object's own state forbids, for whoever has the right. */
export function impossible(why: Hindrance, args?: Numbers): MayOrNot {
  const said = HINDRANCES[why];
  const info = typeof said === 'string' ? said : said(args ?? {});
  return { not: 'state', why, ...(args === undefined ? {} : { args }), info };
}

/** The actions an instance offers: out of traffic, or back. */
export function instanceMay(rights: Rights, about: About, isIsolated: boolean): May {
  const traffic = isIsolated ? 'end' : 'isolate';
  return {
    [traffic]: permitted(rights, traffic, about),
    edit: permitted(rights, 'edit', about),
    deregister: permitted(rights, 'deregister', about),
  };
}
