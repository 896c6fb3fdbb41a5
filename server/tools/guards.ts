/**
 * What stands between a wish and a change, by name. Each can be left out on purpose, so that tests and benchmarks can show that
 * they notice; nothing else ever leaves one out.
 */
export const guards = [
  'permitted',
  'input',
  'identity',
  'step-up',
  'policy',
  'confirmation',
  'same-input',
  'expiry',
  'single-use',
  'owner',
  'turn',
  'limits',
  'approval',
  'idempotency',
  'receipt',
] as const
export type Guard = (typeof guards)[number]
