/** An agent's work in a conversation. */
export * from './workspace/customer-file.ts'
export * from './workspace/desk-settings.ts'
export * from './workspace/notes.ts'
export * from './workspace/presence.ts'
export * from './workspace/quick-phrases.ts'
export * from './workspace/transfer.ts'
export * from './workspace/wording-rules.ts'
export * from './workspace/wrap-up.ts'
