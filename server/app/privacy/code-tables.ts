import { all, type TableRule } from './column-rules.ts'

/** What one-time codes keep, for the register of personal data. */
export const codeTables: Readonly<Record<string, TableRule>> = {
  code_settings: {
    because: 'settings of the company; the secrets are sealed, the editor’s name is erased with the member',
    columns: {
      ...all(
        'keep',
        'tenant_id email email_password phone phone_secret per_hour per_hour_all look_up version updated_at',
      ),
      ...all('erase', 'updated_by'),
    },
  },
  identity_codes: {
    because:
      'keyed hashes, a masked contact and the company’s id of whom it is, which are erased; goes after a day',
    columns: {
      ...all('keep', 'tenant_id id call_id customer_id contact_hash code_hash tries failure'),
      ...all('export', 'conversation_id by created_at expires_at sent_at used_at'),
      ...all('erase', 'contact subject'),
    },
  },
}
