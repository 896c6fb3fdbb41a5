import { useCallback, useState } from 'react'
import type { PolicyDocument, PolicyVersion } from '../../contract/policy.ts'
import { useMe } from '../app/session.ts'

interface Kept {
  base: PolicyVersion
  document: PolicyDocument
}

function read(key: string): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
    return kept?.base?.document && kept.document ? kept : undefined
  } catch {
    return undefined
  }
}

/** What is being changed, kept on this machine until it is saved or given up: with the version that it began from. */
export function usePolicyDraft(inForce: PolicyVersion) {
  const me = useMe()
  const key = `attune.policy-draft.${me.tenant.id}.${me.member.id}`
  const [kept, setKept] = useState<Kept | undefined>(() => read(key))
  const base = kept?.base ?? inForce
  const put = useCallback(
    (next: Kept | undefined) => {
      setKept(next)
      try {
        if (next === undefined) localStorage.removeItem(key)
        else localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // A full or closed storage costs the draft on reload, nothing else.
      }
    },
    [key],
  )
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
