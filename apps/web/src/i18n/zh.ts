import { shellZh } from '../app/messages.zh.ts';
import { accessGroupsZh } from '../features/access/groups/messages.zh.ts';
import { accessZh } from '../features/access/messages.zh.ts';
import { accessPartsZh } from '../features/access/parts/messages.zh.ts';
import { accessPoliciesZh } from '../features/access/policies/messages.zh.ts';
import { accessRolesZh } from '../features/access/roles/messages.zh.ts';
import { tokensZh } from '../features/access/tokens.zh.ts';
import { usersZh } from '../features/access/users.zh.ts';
import { activityZh } from '../features/activity/messages.zh.ts';
import { clientsZh } from '../features/clients/messages.zh.ts';
import { holdsZh } from '../features/holds/messages.zh.ts';
import { hostsZh } from '../features/hosts/messages.zh.ts';
import { instanceZh } from '../features/instance/messages.zh.ts';
import { bulkZh } from '../features/isolate/bulk/messages.zh.ts';
import { isolateZh } from '../features/isolate/messages.zh.ts';
import { isolationsZh } from '../features/isolations/messages.zh.ts';
import { namespacesZh } from '../features/namespaces/messages.zh.ts';
import { overviewZh } from '../features/overview/messages.zh.ts';
import { paletteZh } from '../features/palette/messages.zh.ts';
import { serviceZh } from '../features/service/messages.zh.ts';
import { manyServicesZh } from '../features/services/bulk/messages.zh.ts';
import { servicesZh } from '../features/services/messages.zh.ts';
import { settingsZh } from '../features/settings/messages.zh.ts';
import { signInZh } from '../features/sign-in/messages.zh.ts';
import type { en } from './en.ts';
import { formsZh } from './forms.zh.ts';
import type { Translated } from './messages.ts';
import { sentencesZh } from './sentences.zh.ts';
import { wordsZh } from './words.zh.ts';

export const zh: Translated<typeof en> = {
  ...wordsZh,
  ...formsZh,
  shell: shellZh,
  sentence: sentencesZh,
  signIn: signInZh,
  services: servicesZh,
  manyServices: manyServicesZh,
  service: serviceZh,
  clients: clientsZh,
  settings: settingsZh,
  namespaces: namespacesZh,
  overview: overviewZh,
  palette: paletteZh,
  holds: holdsZh,
  hosts: hostsZh,
  instance: instanceZh,
  isolate: isolateZh,
  bulk: bulkZh,
  isolations: isolationsZh,
  access: accessZh,
  accessParts: accessPartsZh,
  accessGroups: accessGroupsZh,
  accessRoles: accessRolesZh,
  accessPolicies: accessPoliciesZh,
  users: usersZh,
  tokens: tokensZh,
  activity: activityZh,
};
