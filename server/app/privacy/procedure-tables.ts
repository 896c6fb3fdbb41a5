import { all, type TableRule } from './column-rules.ts'

/** What procedures keep, for the register of personal data. */
export const procedureTables: Readonly<Record<string, TableRule>> = {
  procedures: {
    because: 'the company’s own steps; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id draft published newest changed version created_at updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  procedure_versions: {
    because: 'what was published; the publisher’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id procedure_id number definition note created_at'),
      ...all('erase', 'created_by'),
    },
  },
  procedure_runs: {
    because:
      'how far a customer has come; what they said, what tools gave of it and what is yet to be said are erased',
    columns: {
      ...all(
        'keep',
        'tenant_id id customer_id number language scene proven coded_at call_id tries aside revision',
      ),
      ...all('keep', 'input_seq due_at wait_until asked_at'),
      ...all(
        'export',
        'conversation_id procedure_id state code step awaiting done started_at updated_at ended_at',
      ),
      ...all('erase', 'slots results unsaid'),
    },
  },
}
