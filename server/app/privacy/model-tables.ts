import { all, type TableRule } from './column-rules.ts'

/** What is kept of models and of what they make, for the register of personal data. */
export const modelTables: Readonly<Record<string, TableRule>> = {
  model_endpoints: {
    because: 'settings of the company; the key is sealed',
    columns: all(
      'keep',
      'tenant_id id name kind base_url model api_key abilities tiers own enabled position input_price output_price timeout_ms stall_ms concurrency tests created_at version query_prefix passage_prefix',
    ),
  },
  model_settings: {
    because: 'settings of the company',
    columns: all('keep', 'tenant_id no_text_leaves currency day_budget month_budget scene_endpoints version'),
  },
  model_calls: {
    because: 'what a model was asked for and what it took, never a word of it; goes after 90 days',
    columns: all(
      'keep',
      'tenant_id id at task task_version endpoint_id model tier scene conversation_id outcome failure input_tokens output_tokens cost took_ms first_ms',
    ),
  },
  model_counts: {
    because: 'counters',
    columns: all(
      'keep',
      'tenant_id day task model outcome failure bucket calls input_tokens output_tokens cost',
    ),
  },
  model_reservations: {
    because: 'what calls under way may cost; gone with them',
    columns: all('keep', 'tenant_id id amount expires_at'),
  },
  tier_outcomes: {
    because: 'whether what a model chose or wrote was right, never a word of it, nor of whom',
    columns: all('keep', 'tenant_id decision_id task tier model sure is_right known_by occurred_at known_at'),
  },
  passage_vectors: {
    because:
      'numbers made of the company’s own texts; gone with the passage, made anew by a model after an import',
    columns: all('keep', 'tenant_id space passage_id content vector made_in'),
  },
  passage_vector_states: {
    because: 'how far passages have been turned into vectors',
    columns: all('keep', 'tenant_id space model version swept_in failure failed_at made_at'),
  },
}
