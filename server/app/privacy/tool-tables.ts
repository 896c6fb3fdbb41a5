import { all, type TableRule } from './column-rules.ts'

/** What tools keep, for the register of personal data. */
export const toolTables: Readonly<Record<string, TableRule>> = {
  tool_settings: {
    because: 'what the company permits; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id name settings version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  tool_calls: {
    because:
      'what was done for a person; what it was called with, what was shown of it and the lines of its receipt are erased; the receipt’s number stays',
    columns: {
      ...all('keep', 'tenant_id id customer_id tool_version input_hash language owner_epoch idempotency_key'),
      ...all('keep', 'approved_by attempts attempt_at proved_at took_ms expires_at told_at tells'),
      ...all('export', 'conversation_id tool kind state amount code created_at settled_at receipt'),
      ...all('erase', 'input shown'),
    },
  },
  tool_sources: {
    because: 'systems of the company; the secret is sealed, the editor’s name is erased with the member',
    columns: {
      ...all(
        'keep',
        'tenant_id id kind name address document picked needs secret_header secret version updated_at',
      ),
      ...all('erase', 'updated_by'),
    },
  },
  entry_tools: {
    because: 'settings of the company',
    columns: all('keep', 'tenant_id entry_key tool updated_at'),
  },
  tool_uses: {
    because: 'how often something was done in a day; no words',
    columns: { ...all('keep', 'tenant_id'), ...all('export', 'customer_id tool day count') },
  },
}
