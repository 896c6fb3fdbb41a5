/** An agent's work in a conversation. */
export * from './notes.ts'
