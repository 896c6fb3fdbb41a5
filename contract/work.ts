/** An agent's work in a conversation. */
export * from './work/customer-file.ts'
export * from './work/desk-settings.ts'
export * from './work/notes.ts'
export * from './work/presence.ts'
export * from './work/quick-phrases.ts'
export * from './work/transfer.ts'
export * from './work/wording-rules.ts'
export * from './work/wrap-up.ts'
