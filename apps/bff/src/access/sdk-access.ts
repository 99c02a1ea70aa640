import type { RegistryState } from '../registry/state.ts';
import type { Ref } from './resource.ts';

/** Key of the record (kind `setting`). */
export const SDK_ACCESS = 'sdk-access';

/** Whether SDKs need tokens: nowhere by default, as in the reference (contract/auth.md §2). */
export type SdkAccess = {
  /** The reference's `clientOpen`: every call of a client is checked. */
  readonly clientOpen: boolean;
  /** Namespaces in which they are checked all the same. */
  readonly closedNamespaces: readonly string[];
};

const OPEN: SdkAccess = { clientOpen: false, closedNamespaces: [] };

// The record is written by access/ alone, always from an SdkAccess.
export const sdkAccess = (state: RegistryState): SdkAccess =>
  (state.kept.setting.get(SDK_ACCESS) as SdkAccess | undefined) ?? OPEN;

/** Whether a client's call about a thing needs a token. */
export const isClosed = ({ clientOpen, closedNamespaces }: SdkAccess, ref: Ref): boolean =>
  clientOpen ||
  (closedNamespaces.length > 0 &&
    [ref.namespace, ...(ref.askedIn ?? [])].some(
      (name) => name !== undefined && closedNamespaces.includes(name),
    ));
