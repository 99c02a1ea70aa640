import type { ServiceAlias } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { AliasDraft, AliasPatch } from '../../registry/commands/aliases.ts';
import type { ServiceName } from '../../registry/model.ts';
import { isLonger, isName, MAX_NAMESPACE, MAX_SERVICE } from './limits.ts';

const MAX_TEXT = 1024;

/** An alias to create. Its owners are the caller's, whatever the request says (contract/http-naming.md §4). */
export function parseAliasDraft(message: ServiceAlias, owners: string): Outcome<AliasDraft> {
  const fault = lengthFault(message);
  if (fault) return fault;
  const source = parseSource(message);
  if (source.code !== 'ExecuteSuccess') return source;
  const { alias, aliasNamespace, comment } = message;
  if (!isName(aliasNamespace)) return refused('InvalidNamespaceName');
  if (!isName(alias)) return refused('InvalidServiceAlias');
  return done({
    namespace: aliasNamespace,
    name: alias,
    source: source.value,
    comment: comment ?? '',
    owners,
  });
}

/** A change of an alias: where it points to, and comment and owners where given. */
export function parseAliasUpdate(
  message: ServiceAlias,
): Outcome<{ readonly name: ServiceName; readonly patch: AliasPatch }> {
  const fault = lengthFault(message);
  if (fault) return fault;
  const source = parseSource(message);
  if (source.code !== 'ExecuteSuccess') return source;
  const name = parseAliasName(message);
  if (name.code !== 'ExecuteSuccess') return name;
  const { comment, owners } = message;
  const patch: AliasPatch = {
    source: source.value,
    ...(comment === undefined ? {} : { comment }),
    ...(owners === undefined ? {} : { owners }),
  };
  return done({ name: name.value, patch });
}

/** The alias that a request names, in the codes of update and delete: 400134, 400133. */
export function parseAliasName({ alias, aliasNamespace }: ServiceAlias): Outcome<ServiceName> {
  if (!isName(aliasNamespace) || isLonger(aliasNamespace, MAX_NAMESPACE))
    return refused('InvalidNamespaceWithAlias');
  if (!isName(alias) || isLonger(alias, MAX_SERVICE)) return refused('InvalidServiceAlias');
  return done({ namespace: aliasNamespace, service: alias });
}

function parseSource({ service, namespace }: ServiceAlias): Outcome<ServiceName> {
  if (!isName(service)) return refused('InvalidServiceName');
  if (!isName(namespace)) return refused('InvalidNamespaceName');
  return done({ namespace, service });
}

function lengthFault(message: ServiceAlias): Refusal | undefined {
  if (isLonger(message.service, MAX_SERVICE)) return refused('InvalidServiceName');
  if (isLonger(message.namespace, MAX_NAMESPACE)) return refused('InvalidNamespaceName');
  if (isLonger(message.alias, MAX_SERVICE)) return refused('InvalidServiceAlias');
  if (isLonger(message.aliasNamespace, MAX_NAMESPACE)) return refused('InvalidNamespaceWithAlias');
  if (isLonger(message.comment, MAX_TEXT)) return refused('InvalidServiceAliasComment');
  if (isLonger(message.owners, MAX_TEXT)) return refused('InvalidServiceAliasOwners');
  return undefined;
}
