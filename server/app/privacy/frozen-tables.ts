import { all, type TableRule } from './column-rules.ts'

/** What is kept of questions that trained versions are judged by, for the register of personal data. */
export const frozenTables: Readonly<Record<string, TableRule>> = {
  frozen_cases: {
    because:
      'questions that versions are judged by, masked where a customer asked them; go with the customer, as wordings do',
    columns: {
      ...all(
        'keep',
        'tenant_id id digest language expects entry_id note source accepted state last created_at version',
      ),
      ...all('export', 'conversation_id created_by'),
      ...all('erase', 'text'),
    },
  },
  version_verdicts: {
    because: 'how versions were judged: ids and counts; names who put one in force as they were called',
    columns: {
      ...all('keep', 'tenant_id model_id knowledge judged_at passed excuse report broken forced_at'),
      ...all('export', 'forced_by'),
    },
  },
}
