import type { ModelAbility, ModelFailure, ModelTier } from '../../contract/index.ts'
import type { Endpoint, ModelConfig } from './config.ts'

export interface Wanted {
  ability: ModelAbility
  tier: ModelTier
  scene?: string | undefined
  /** Further scenes whose text is in it; every one has to let it go there. */
  scenes?: readonly string[] | undefined
}

/**
 * Who is asked, in order: those of the tier, then what may stand in for it. A small one stands in for a large one; a large one
 * for a small one only where the tenant has no small one at all, as it costs more.
 */
export function chooseEndpoints(
  config: ModelConfig,
  { ability, tier, scene, scenes = [] }: Wanted,
): { endpoints: readonly Endpoint[] } | { failure: ModelFailure } {
  const named = scene === undefined ? scenes : [scene, ...scenes]
  const allows = (endpoint: Endpoint) => mayHave(config, endpoint, named)
  const able = config.endpoints.filter(
    (endpoint) => endpoint.enabled && endpoint.abilities.includes(ability) && endpoint.tiers.length > 0,
  )
  if (ability === 'embedding') {
    const all = config.endpoints.filter(
      (endpoint) => endpoint.enabled && endpoint.abilities.includes('embedding'),
    )
    if (all.length === 0) return { failure: 'no-model' }
    const allowed = all.filter(allows)
    return allowed.length === 0 ? { failure: 'not-allowed' } : { endpoints: allowed }
  }
  if (able.length === 0) return { failure: 'no-model' }
  const allowed = able.filter(allows)
  if (allowed.length === 0) return { failure: 'not-allowed' }
  const ofTier = (wanted: ModelTier) => allowed.filter(({ tiers }) => tiers.includes(wanted))
  const first = ofTier(tier)
  if (tier === 'large') return { endpoints: [...new Set([...first, ...ofTier('small')])] }
  return { endpoints: first.length > 0 ? first : ofTier('large') }
}

/** Whether text of all these scenes may go there. */
function mayHave(config: ModelConfig, endpoint: Endpoint, scenes: readonly string[]): boolean {
  if (config.noTextLeaves && !endpoint.own) return false
  return scenes.every((scene) => config.sceneEndpoints[scene]?.includes(endpoint.id) ?? true)
}
