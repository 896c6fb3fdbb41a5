import { all, type TableRule } from './column-rules.ts'

/** What is kept of replies that a person approves, for the register of personal data. */
export const reviewTables: Readonly<Record<string, TableRule>> = {
  reply_reviews: {
    because:
      'a draft that a person was to approve: its text stands in the log and is erased there; names of entries that were offered go, too',
    columns: {
      ...all(
        'keep',
        'tenant_id id held_seq customer_seq owner_epoch language confidence threshold sure entry_id',
      ),
      ...all('keep', 'decision say_at decided_by content_right taught_at'),
      ...all('export', 'conversation_id state scene made_by created_at due_at decided_at'),
      ...all('erase', 'instead'),
    },
  },
}
