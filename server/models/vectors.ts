import { createHash } from 'node:crypto'
import type { Endpoint } from './config.ts'

/** What a text is to be compared as. */
export type { TextRole } from './local/sentence-encoder.ts'

/**
 * The space that a model's vectors lie in: only what is of one space can be compared. It changes with the model and with what is put
 * before texts. A digest, as long whatever the address.
 */
export function spaceName(
  { kind, baseUrl, model, queryPrefix, passagePrefix }: Endpoint,
  fingerprint = '',
): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, baseUrl, model, queryPrefix, passagePrefix, fingerprint]))
    .digest('hex')
    .slice(0, 24)
}
