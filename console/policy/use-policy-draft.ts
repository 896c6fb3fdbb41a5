import type { PolicyDocument, PolicyVersion } from '../../contract/policy.ts'
import { useKept } from '../app/use-kept.ts'

interface Kept {
  base: PolicyVersion
  document: PolicyDocument
}

/** What is being changed, kept on this machine until it is saved or given up: with the version that it began from. */
export function usePolicyDraft(inForce: PolicyVersion) {
  const [found, put] = useKept<Kept>('policy-draft')
  const kept = found?.base?.document && found.document ? found : undefined
  const base = kept?.base ?? inForce
  return {
    base,
    document: kept?.document ?? inForce.document,
    /** A draft from an earlier version than the one in force. */
    behind: kept !== undefined && kept.base.version !== inForce.version,
    changed: kept !== undefined && JSON.stringify(kept.document) !== JSON.stringify(kept.base.document),
    change: (document: PolicyDocument) => put({ base, document }),
    rebase: (onto: PolicyVersion, document: PolicyDocument) => put({ base: onto, document }),
    discard: () => put(undefined),
  }
}
