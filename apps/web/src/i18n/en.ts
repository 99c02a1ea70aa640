import { shellEn } from '../app/messages.en.ts';
import { accessGroupsEn } from '../features/access/groups/messages.en.ts';
import { accessEn } from '../features/access/messages.en.ts';
import { accessPartsEn } from '../features/access/parts/messages.en.ts';
import { accessPoliciesEn } from '../features/access/policies/messages.en.ts';
import { accessRolesEn } from '../features/access/roles/messages.en.ts';
import { tokensEn } from '../features/access/tokens.en.ts';
import { usersEn } from '../features/access/users.en.ts';
import { activityEn } from '../features/activity/messages.en.ts';
import { clientsEn } from '../features/clients/messages.en.ts';
import { holdsEn } from '../features/holds/messages.en.ts';
import { hostsEn } from '../features/hosts/messages.en.ts';
import { instanceEn } from '../features/instance/messages.en.ts';
import { bulkEn } from '../features/isolate/bulk/messages.en.ts';
import { isolateEn } from '../features/isolate/messages.en.ts';
import { isolationsEn } from '../features/isolations/messages.en.ts';
import { namespacesEn } from '../features/namespaces/messages.en.ts';
import { overviewEn } from '../features/overview/messages.en.ts';
import { paletteEn } from '../features/palette/messages.en.ts';
import { serviceEn } from '../features/service/messages.en.ts';
import { manyServicesEn } from '../features/services/bulk/messages.en.ts';
import { servicesEn } from '../features/services/messages.en.ts';
import { settingsEn } from '../features/settings/messages.en.ts';
import { signInEn } from '../features/sign-in/messages.en.ts';
import { formsEn } from './forms.en.ts';
import { sentencesEn } from './sentences.en.ts';
import { wordsEn } from './words.en.ts';

/** All of it in English; a feature's messages stand under the feature's name. */
export const en = {
  ...wordsEn,
  ...formsEn,
  shell: shellEn,
  sentence: sentencesEn,
  signIn: signInEn,
  services: servicesEn,
  manyServices: manyServicesEn,
  service: serviceEn,
  clients: clientsEn,
  settings: settingsEn,
  namespaces: namespacesEn,
  overview: overviewEn,
  palette: paletteEn,
  holds: holdsEn,
  hosts: hostsEn,
  instance: instanceEn,
  isolate: isolateEn,
  bulk: bulkEn,
  isolations: isolationsEn,
  access: accessEn,
  accessParts: accessPartsEn,
  accessGroups: accessGroupsEn,
  accessRoles: accessRolesEn,
  accessPolicies: accessPoliciesEn,
  users: usersEn,
  tokens: tokensEn,
  activity: activityEn,
} as const;
