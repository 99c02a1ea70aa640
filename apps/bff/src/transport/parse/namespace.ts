import type { Namespace } from '@cynosure/proto/v1/model/namespace_pb.ts';
import { done, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { NamespaceDraft, NamespacePatch } from '../../registry/commands/namespaces.ts';
import { isName, labelsOf, textsOf } from './limits.ts';

/** The name of a namespace: 400110. Its length is not checked (contract/http-naming.md §2). */
export const parseNamespaceName = ({ name }: Namespace): Outcome<string> =>
  isName(name) ? done(name) : refused('InvalidNamespaceName');

/** A namespace to create. Its owners are the caller's, whatever the request says. */
export function parseNamespaceDraft(message: Namespace, owners: string): Outcome<NamespaceDraft> {
  const name = parseNamespaceName(message);
  if (name.code !== 'ExecuteSuccess') return name;
  const { comment, serviceExportTo, metadata } = message;
  return done({
    name: name.value,
    comment: comment ?? '',
    owners,
    exportTo: textsOf(serviceExportTo),
    metadata: labelsOf(metadata),
  });
}

/** A change of a namespace: export list and metadata in any case, comment and owners where given. */
export function parseNamespaceUpdate(
  message: Namespace,
): Outcome<{ readonly name: string; readonly patch: NamespacePatch }> {
  const name = parseNamespaceName(message);
  if (name.code !== 'ExecuteSuccess') return name;
  const { comment, owners, serviceExportTo, metadata } = message;
  const patch: NamespacePatch = {
    ...(comment === undefined ? {} : { comment }),
    ...(owners === undefined ? {} : { owners }),
    exportTo: textsOf(serviceExportTo),
    metadata: labelsOf(metadata),
  };
  return done({ name: name.value, patch });
}
