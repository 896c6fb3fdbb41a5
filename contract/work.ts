/** An agent's work in a conversation. */
export * from './desk-settings.ts'
export * from './notes.ts'
export * from './transfer.ts'
