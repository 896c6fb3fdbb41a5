/**
 * A start (or a migration) that must not go on, said in one sentence for the person at the terminal.
 * `code` is stable and machine-readable; the server's main prints `message` and leaves with
 * `REFUSED_EXIT_CODE`, which boot never restarts.
 */
export class StartRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartRefusal'
    this.code = code
  }
}

/** EX_CONFIG of sysexits.h; scripts/boot.mjs knows the same number. */
export const REFUSED_EXIT_CODE = 78
