import type { Service } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { ServiceDraft, ServicePatch } from '../../registry/commands/services.ts';
import type { ServiceName } from '../../registry/model.ts';
import { isGivenMap } from '../proto-json/read-plan.ts';
import {
  hasLongLabel,
  hasTooManyLabels,
  isLonger,
  isName,
  labelsOf,
  MAX_NAMESPACE,
  MAX_SERVICE,
  textsOf,
} from './limits.ts';

/** Limits of texts in code points, with the code of each, in the contract's order (contract/http-naming.md §3). */
const TEXT_LIMITS = [
  ['ports', 8192, 'InvalidServicePorts'],
  ['business', 128, 'InvalidServiceBusiness'],
  ['department', 1024, 'InvalidServiceDepartment'],
  ['cmdbMod1', 1024, 'InvalidServiceCMDB'],
  ['cmdbMod2', 1024, 'InvalidServiceCMDB'],
  ['cmdbMod3', 1024, 'InvalidServiceCMDB'],
  ['comment', 1024, 'InvalidServiceComment'],
  ['owners', 1024, 'InvalidServiceOwners'],
  ['token', 2048, 'InvalidServiceToken'],
  ['platformId', 32, 'InvalidPlatformID'],
] as const satisfies readonly (readonly [keyof Service, number, Refusal['code']])[];

/** The service that a request names: 400120, 400110. */
export function parseServiceName({ namespace, name }: Service): Outcome<ServiceName> {
  if (isLonger(name, MAX_SERVICE) || !isName(name)) return refused('InvalidServiceName');
  if (isLonger(namespace, MAX_NAMESPACE) || !isName(namespace)) return refused('InvalidNamespaceName');
  return done({ namespace, service: name });
}

/** A service to create. Its owners are the caller's, whatever the request says. */
export function parseServiceDraft(message: Service, owners: string): Outcome<ServiceDraft> {
  const checked = checkService(message);
  if (checked.code !== 'ExecuteSuccess') return checked;
  const { namespace, service } = checked.value;
  return done({
    namespace,
    name: service,
    metadata: labelsOf(message.metadata),
    ports: message.ports ?? '',
    business: message.business ?? '',
    department: message.department ?? '',
    cmdbMod1: message.cmdbMod1 ?? '',
    cmdbMod2: message.cmdbMod2 ?? '',
    cmdbMod3: message.cmdbMod3 ?? '',
    comment: message.comment ?? '',
    owners,
    platformId: message.platformId ?? '',
    exportTo: textsOf(message.exportTo),
  });
}

/** A change of a service: the members that are given, and the export list in any case. */
export function parseServiceUpdate(
  message: Service,
): Outcome<{ readonly name: ServiceName; readonly patch: ServicePatch }> {
  const checked = checkService(message);
  if (checked.code !== 'ExecuteSuccess') return checked;
  const { ports, business, department, cmdbMod1, cmdbMod2, cmdbMod3, comment, owners } = message;
  const texts = { ports, business, department, cmdbMod1, cmdbMod2, cmdbMod3, comment, owners };
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  const metadata = isGivenMap(message.metadata) ? { metadata: labelsOf(message.metadata) } : {};
  const patch: ServicePatch = {
    ...Object.fromEntries(given),
    ...metadata,
    exportTo: textsOf(message.exportTo),
  };
  return done({ name: checked.value, patch });
}

function checkService(message: Service): Outcome<ServiceName> {
  const name = parseServiceName(message);
  if (name.code !== 'ExecuteSuccess') return name;
  if (hasTooManyLabels(message.metadata) || hasLongLabel(message.metadata)) return refused('InvalidMetadata');
  for (const [member, max, code] of TEXT_LIMITS) if (isLonger(message[member], max)) return refused(code);
  return name;
}
