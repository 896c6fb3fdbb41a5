import { normaliseText } from '../language/index.ts'

/** Letters and digits alone: what differs by a comma or a space only says the same. */
export const bareText = (text: string): string => normaliseText(text).replace(/[^\p{L}\p{N}]+/gu, '')
