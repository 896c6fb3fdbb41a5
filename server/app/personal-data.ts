import { codeTables } from './privacy/code-tables.ts'
import { all, type TableRule } from './privacy/column-rules.ts'
import { frozenTables } from './privacy/frozen-tables.ts'
import { modelTables } from './privacy/model-tables.ts'
import { procedureTables } from './privacy/procedure-tables.ts'
import { reviewTables } from './privacy/review-tables.ts'
import { toolTables } from './privacy/tool-tables.ts'

export type { PersonalDataRule, TableRule } from './privacy/column-rules.ts'

/** Every table that holds rows of a tenant or of a login, column by column. A test fails on what is not listed here. */
export const personalDataRegister: Readonly<Record<string, TableRule>> = {
  tenants: {
    because: 'a company is no person',
    columns: all('keep', 'tenant_id slug name locale time_zone demo created_at'),
  },
  tenant_versions: {
    because: 'counters',
    columns: all('keep', 'tenant_id knowledge policy model_id articles'),
  },
  roles: {
    because: 'sets of permissions',
    columns: all('keep', 'tenant_id id key name permissions version'),
  },
  invitations: {
    because: 'who was asked to join; the address is erased with the member, or with the invitation',
    columns: {
      ...all('keep', 'tenant_id id role_id locale secret_hash created_by'),
      ...all('erase', 'email'),
      ...all('export', 'created_at sent_at expires_at accepted_at revoked_at'),
    },
  },
  logins: {
    because: 'the person behind members; a hash is of no use to them and goes with the row',
    columns: {
      ...all('keep', 'id password_hash'),
      ...all('erase', 'email'),
      ...all('export', 'created_at'),
    },
  },
  login_factors: {
    because: 'the sealed secret of an authenticator; goes with the login',
    columns: {
      ...all('keep', 'login_id secret last_step'),
      ...all('export', 'created_at confirmed_at'),
    },
  },
  login_recovery_codes: {
    because: 'keyed hashes; go with the login',
    columns: all('keep', 'login_id code_hash used_at'),
  },
  oidc_providers: {
    because: 'settings of the company; the secret is sealed',
    columns: all(
      'keep',
      'tenant_id id name issuer client_id client_secret enabled domains invited role_id role_claim role_map created_at version',
    ),
  },
  oidc_identities: {
    because: 'the provider’s id of a member; goes as a row',
    columns: {
      ...all('keep', 'tenant_id provider_id member_id'),
      ...all('export', 'linked_at'),
      ...all('erase', 'subject'),
    },
  },
  ...modelTables,
  tenant_settings: {
    because: 'settings of the company',
    columns: all(
      'keep',
      'tenant_id second_factor_required conversation_days decision_days file_days retention_version guide_dismissed_at tried_at version',
    ),
  },
  sessions: {
    because: 'ends by itself and goes as a row; only hashes of tokens, and from where',
    columns: {
      ...all('keep', 'token_hash id login_id tenant_id method provider_id'),
      ...all('export', 'user_agent address created_at seen_at expires_at'),
    },
  },
  members: {
    because: 'staff: what they did stays tied to the id, who they are is erased',
    columns: {
      ...all('keep', 'tenant_id id login_id role_id version'),
      ...all('erase', 'email name'),
      ...all('export', 'locale time_zone presence presence_seen_at created_at removed_at'),
    },
  },
  api_keys: {
    because: 'machines; the name is the tenant’s own label',
    columns: all(
      'keep',
      'tenant_id id name prefix secret_hash permissions created_at created_by last_used_at revoked_at',
    ),
  },
  audit_events: {
    because:
      'append-only proof of who did what; never holds what people wrote, names staff as they were called',
    columns: {
      ...all('keep', 'tenant_id id actor_kind target_kind target_id detail'),
      ...all('export', 'occurred_at actor_id actor_name action'),
    },
  },
  idempotency_keys: {
    because: 'sealed replies, of use for repeating a request only',
    columns: all('keep', 'tenant_id actor_id key request_hash status reply created_at claim effect_at'),
  },
  channels: {
    because: 'settings of the company; the secret is sealed',
    columns: all(
      'keep',
      'tenant_id id kind key name settings identity_secret former_secret secret_changed_at created_at version',
    ),
  },
  customers: {
    because: 'who the customer is; the bare id stays so that figures still add up',
    columns: {
      ...all('keep', 'tenant_id id version'),
      ...all('erase', 'name email locale attributes labels proven proven_email proven_phone'),
      ...all('export', 'created_at'),
    },
  },
  customer_identities: {
    because: 'the host page’s id of the person; the row goes as a whole',
    columns: {
      ...all('keep', 'tenant_id customer_id channel_id'),
      ...all('erase', 'subject proven_at'),
    },
  },
  conversations: {
    because: 'where a conversation stands; the words in it are the preview and the contact left',
    columns: {
      ...all('keep', 'tenant_id id channel_id customer_id by_code owner_kind owner_id owner_epoch last_seq'),
      ...all(
        'keep',
        'last_customer_seq answered_seq turn_due_at turn_since turn_process session_seq told_away_until',
      ),
      ...all('keep', 'customer_read_seq agent_read_seq idle_due_at idle_stage preview_from erased_at'),
      ...all('export', 'state session language emotion urgency handover_reason queued_at waiting_since'),
      ...all('export', 'created_at last_message_at closed_at'),
      ...all('erase', 'preview left_contact'),
    },
  },
  conversation_events: {
    because: 'the log keeps order and time; bodies and names are redacted in place',
    columns: {
      ...all('keep', 'tenant_id conversation_id id version actor_id client_id causation_id correlation_id'),
      ...all('export', 'seq type occurred_at actor_kind redacted'),
      ...all('erase', 'actor_name body'),
    },
  },
  conversation_reads: {
    because: 'how far a member has read: a number beside ids',
    columns: all('keep', 'tenant_id member_id conversation_id seq'),
  },
  message_words: {
    because: 'derived from the log: a trigger takes the words of what is redacted out',
    columns: {
      ...all('keep', 'tenant_id conversation_id seq occurred_at'),
      ...all('erase', 'words'),
    },
  },
  message_words_due: {
    because: 'places in the log whose words are taken in next; no words',
    columns: all('keep', 'tenant_id conversation_id seq'),
  },
  customer_words: {
    because: 'derived from the customer and their identities, and follows them by trigger',
    columns: { ...all('keep', 'tenant_id customer_id'), ...all('erase', 'words') },
  },
  desk_settings: {
    because: 'how the company works; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id document version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  quick_phrases: {
    because:
      'the company’s own texts, and what agents keep for themselves; the editor’s name goes with the member',
    columns: {
      ...all('keep', 'tenant_id id member_id version updated_at'),
      ...all('export', 'folder code title texts'),
      ...all('erase', 'updated_by'),
    },
  },
  wording_rules: {
    because: 'the company’s own rules; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id name kind expression action hint enabled version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  wrap_ups: {
    because: 'what a conversation was about, for reports; the note is taken out with its event',
    columns: {
      ...all('keep', 'tenant_id member_id category_id'),
      ...all('export', 'conversation_id seq session resolved created_at'),
      ...all('erase', 'note'),
    },
  },
  presence_periods: {
    because: 'when a member was on duty and why not; theirs to know, kept for reports',
    columns: {
      ...all('keep', 'tenant_id id member_id'),
      ...all('export', 'status started_at until ended_at'),
    },
  },
  customer_notes: {
    because: 'what agents wrote about a customer; the row goes as a whole',
    columns: {
      ...all('keep', 'tenant_id id customer_id'),
      ...all('export', 'created_at created_by'),
      ...all('erase', 'text'),
    },
  },
  notification_preferences: {
    because: 'of what a member’s own browser tells them',
    columns: {
      ...all('keep', 'tenant_id member_id version updated_at'),
      ...all('export', 'document'),
    },
  },
  notifications: {
    because: 'which member was to look where; the words stand in the log',
    columns: {
      ...all('keep', 'tenant_id member_id'),
      ...all('export', 'conversation_id seq kind created_at read_at'),
    },
  },
  files: {
    because: 'hashes and sizes of bytes; they go, with the bytes, once no attachment refers to them',
    columns: all('keep', 'tenant_id hash size created_at'),
  },
  attachments: {
    because:
      'pictures and files that people sent; the row goes as a whole, and its bytes with the next sweep',
    columns: {
      ...all('keep', 'tenant_id id conversation_id uploader_kind uploader_id message_client_id claimed_at'),
      ...all('keep', 'settled purpose published'),
      ...all('export', 'kind media_type extension size width height warnings created_at'),
      ...all('erase', 'name hash'),
    },
  },
  ...toolTables,
  ...codeTables,
  ...reviewTables,
  ...procedureTables,
  decisions: {
    because: 'decisions about a person are theirs to know; records name entries and scores and copy no text',
    columns: {
      ...all('keep', 'tenant_id id'),
      ...all('export', 'conversation_id occurred_at input_from input_to reply_seq outcome reason entry_id'),
      ...all('export', 'confidence record'),
    },
  },
  labels: {
    because: 'which entry was meant; no words',
    columns: {
      ...all('keep', 'tenant_id id'),
      ...all('export', 'conversation_id seq kind entry_id created_at'),
    },
  },
  customer_questions: {
    because: 'what customers asked, masked; found by its conversation and erased with it',
    columns: {
      ...all('keep', 'tenant_id id candidates group_id place way'),
      ...all(
        'export',
        'conversation_id input_from input_to reply_seq occurred_at kind language confidence entry_id',
      ),
      ...all('erase', 'text'),
    },
  },
  worklist_groups: {
    because: 'phrases come from many customers and name nobody; who settled it is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id state phrases matter version created_at updated_at'),
      ...all('erase', 'settlement'),
    },
  },
  worklist_progress: {
    because: 'marks in time',
    columns: all('keep', 'tenant_id collected_until grouped_at'),
  },
  question_labels: {
    because: 'which entry was meant; no words',
    columns: all('keep', 'tenant_id id question_id origin verdict entry_id labelled_by created_at'),
  },
  question_wordings: {
    because: 'which wording a question became',
    columns: all('keep', 'tenant_id question_id wording_id out_of_scope_id'),
  },
  knowledge_bases: {
    because: 'the company’s own texts',
    columns: all(
      'keep',
      'tenant_id id name audience created_at version languages scene valid_from valid_until archived_at',
    ),
  },
  knowledge_categories: {
    because: 'the company’s own order of its texts',
    columns: all('keep', 'tenant_id id parent_id name four_eyes position version'),
  },
  entry_drafts: {
    because: 'the company’s own texts; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id entry_id state content note based_on revision authors created_at'),
      ...all('keep', 'updated_at submitted_at'),
      ...all('erase', 'updated_by'),
    },
  },
  entry_reviews: {
    because: 'append-only proof of who approved what; names staff as they were called',
    columns: {
      ...all('keep', 'tenant_id id entry_id revision kind'),
      ...all('export', 'text at by_id by_name'),
    },
  },
  entries: {
    because: 'the company’s own texts; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id base_id key state category version changed_in updated_at'),
      ...all('keep', 'category_id valid_from valid_until live flip_at archived_from'),
      ...all('erase', 'updated_by'),
    },
  },
  wordings: {
    because:
      'a wording of origin `customer` is what somebody wrote: found by its conversation and erased, then trained without',
    columns: {
      ...all('keep', 'tenant_id id entry_id kind origin position'),
      ...all('export', 'conversation_id language'),
      ...all('erase', 'text'),
    },
  },
  out_of_scope_wordings: {
    because: 'what customers wrote, labelled as nobody’s business',
    columns: {
      ...all('keep', 'tenant_id id changed_in'),
      ...all('export', 'conversation_id'),
      ...all('erase', 'text'),
    },
  },
  pack_choices: {
    because: 'a setting; the chooser’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id trades seen packs knowledge took_ms version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  entry_topics: {
    because: 'which topic of a pack an entry has; the name of who said so is erased with the member',
    columns: {
      ...all('keep', 'tenant_id entry_id topic state confidence wordings changed_at'),
      ...all('erase', 'changed_by'),
    },
  },
  synonyms: {
    because:
      'words that several customers use, or somebody of the company wrote, never whole messages; the name of who decided is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id term stands_for state origin evidence confidence examples better worse'),
      ...all('keep', 'version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  expansion_settings: {
    because: 'a setting; the name of who changed it is erased with the member',
    columns: {
      ...all('keep', 'tenant_id enabled acceptance per_language version updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  entry_expansions: {
    because: 'what a model was asked to write for an entry, and what that cost',
    columns: all(
      'keep',
      'tenant_id entry_id question state failure retry_at refused counts held_out model cost changed_at',
    ),
  },
  written_wordings: {
    because: 'wordings that a model made up for an entry; those with personal data in them are never kept',
    columns: all('keep', 'tenant_id id entry_id language text state position'),
  },
  answers: {
    because: 'the company’s own texts',
    columns: all('keep', 'tenant_id entry_id language audience parts markup'),
  },
  articles: {
    because: 'the company’s own texts; the editor’s name is erased with the member',
    columns: {
      ...all('keep', 'tenant_id id title language audience valid_from valid_until published archived'),
      ...all('keep', 'changed_in version created_at updated_at'),
      ...all('erase', 'updated_by'),
    },
  },
  article_versions: {
    because: 'the company’s own files; names who handed them over',
    columns: {
      ...all('keep', 'tenant_id article_id number file_name size bytes format state pages passages'),
      ...all('keep', 'losses problem created_at'),
      ...all('erase', 'created_by'),
    },
  },
  passages: {
    because: 'the company’s own texts',
    columns: all('keep', 'tenant_id id article_id number position headings page text'),
  },
  imports: {
    because: 'files of the company’s own texts, gone when the import is over; names who imported them',
    columns: {
      ...all('keep', 'tenant_id id file_name size kind format state options found columns counts'),
      ...all('keep', 'progress_done progress_total progress_row problem created_at finished_at version'),
      ...all('keep', 'actor_kind actor_id'),
      ...all('erase', 'bytes created_by'),
    },
  },
  import_rows: {
    because: 'what an import did with each row; wordings of customers among them are found by their text',
    columns: {
      ...all('keep', 'tenant_id import_id row verdict key entry_id entry_version content problems notes'),
      ...all('erase', 'title customers changes'),
    },
  },
  entry_versions: {
    because: 'append-only proof of what was in force; names editors as they were called',
    columns: {
      ...all('keep', 'tenant_id entry_id version state content changed_at note rollback_of'),
      ...all('export', 'changed_by approved_by'),
    },
  },
  models: {
    because: 'weights learned from wordings: made anew without what was erased, then dropped',
    columns: {
      ...all('keep', 'tenant_id id knowledge engine status created_at holds_erased held'),
      ...all('erase', 'bytes'),
    },
  },
  ...frozenTables,
  calibrations: {
    because: 'scores of wordings by id; no words',
    columns: all('keep', 'tenant_id model_id verdicts'),
  },
  policies: {
    because: 'append-only proof of what was in force; names editors as they were called',
    columns: {
      ...all('keep', 'tenant_id version document created_at note'),
      ...all('export', 'created_by'),
    },
  },
  insight_pending: {
    because: 'what has still to be counted',
    columns: all('keep', 'tenant_id conversation_id last_seq'),
  },
  insight_conversations: {
    because: 'how far a conversation was counted; times and kinds, no words',
    columns: all('keep', 'tenant_id conversation_id through_seq state'),
  },
  insight_facts: {
    because:
      'what happened when, for figures that still add up; no words, made of the log and handed out with it',
    columns: all(
      'keep',
      'tenant_id conversation_id seq kind at channel_id language scene agent_id reason entry_id ms',
    ),
  },
  insight_counts: {
    because: 'numbers',
    columns: all('keep', 'tenant_id grain day hour cell bucket count'),
  },
  insight_cells: {
    because: 'what is counted, by ids and codes',
    columns: all('keep', 'tenant_id cell kind channel_id language scene agent_id reason'),
  },
  insight_tenants: {
    because: 'how far a company was counted',
    columns: all('keep', 'tenant_id time_zone projected_at'),
  },
}
