/**
 * Every table of schema `attune`, by name. Each module adds its own beside them, in its schema.ts:
 *
 *   declare module '../platform/db/tables.ts' {
 *     interface Tables { tickets: TicketsTable }
 *   }
 *
 * so that a transaction handle knows all tables, and platform/db knows no module.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the modules
export interface Tables {}
