import type { Traffic } from '../../types.ts'

/** Share of all traffic that belongs to no entry, assumed where nothing is known of the tenant's. */
export const foreignShare = 0.2
/** The assumption weighs as much as so many messages. */
const assumedMessages = 200

/**
 * The share of a tenant's traffic that belongs to no entry: people find strangers among what was left to them, and what was answered has
 * hardly any. Where they looked at a part only, they will have taken the ones that are worth a label, so that part tells less.
 */
export function foreignShareOf(traffic: Traffic | undefined): number {
  if (traffic === undefined) return foreignShare
  const { answered, left, known, strange } = traffic
  const looked = known + strange
  if (looked === 0 || left === 0) return foreignShare
  const part = Math.min(1, looked / left)
  const messages = (answered + left) * part * part
  const seen = ((strange / looked) * left) / (answered + left)
  return (assumedMessages * foreignShare + messages * seen) / (assumedMessages + messages)
}
