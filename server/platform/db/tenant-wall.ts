/** Asks the database, as its owner. */
type Ask = (text: string) => Promise<Record<string, unknown>[]>

/** A hole in the wall between tenants: the table and, in one sentence, what is wrong with it. */
export interface WallHole {
  table: string
  problem: string
}

const unprotected = (application: string) => `
  SELECT c.relname::text AS table,
    CASE WHEN NOT c.relrowsecurity THEN 'row-level security is off'
         WHEN NOT c.relforcerowsecurity THEN 'row-level security is not forced on its owner'
         WHEN NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant')
           THEN 'it has no policy "tenant"'
         WHEN NOT a.attnotnull THEN 'tenant_id may be null'
    END AS problem
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p')
    -- A table the application cannot touch at all needs no policy; its functions name the tenant themselves.
    AND (has_table_privilege('${application}', c.oid, 'SELECT, INSERT, UPDATE, DELETE, REFERENCES')
      OR has_any_column_privilege('${application}', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))`

// A policy that lets the application through for any other reason than its tenant is a hole too.
const LOOSE_POLICIES = `
  SELECT c.relname::text AS table,
    format('its policy "%s" does not compare tenant_id with the current tenant', p.polname) AS problem
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'attune' AND p.polpermissive
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
    AND p.polroles <> ARRAY[c.relowner]
    AND pg_get_expr(p.polqual, p.polrelid) <> '(tenant_id = attune.current_tenant())'
    AND pg_get_expr(p.polqual, p.polrelid) <> '(tenant_id = current_tenant())'`

const OWNED = `
  SELECT c.relname::text AS table, format('it belongs to %s, not to the owner of the schema', c.relowner::regrole) AS problem
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner <> n.nspowner`

// A reference without tenant_id reaches into another tenant: foreign keys do not see row-level security.
const NARROW_REFERENCES = `
  SELECT c.relname::text AS table,
    format('its reference "%s" to %s does not include tenant_id on both sides', k.conname, r.relname) AS problem
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class r ON r.oid = k.confrelid
  JOIN pg_attribute mine ON mine.attrelid = c.oid AND mine.attname = 'tenant_id' AND NOT mine.attisdropped
  JOIN pg_attribute theirs ON theirs.attrelid = r.oid AND theirs.attname = 'tenant_id' AND NOT theirs.attisdropped
  WHERE k.contype = 'f' AND n.nspname = 'attune'
    AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS pair(mine, theirs)
      WHERE pair.mine = mine.attnum AND pair.theirs = theirs.attnum)`

const VIEWS = `
  SELECT c.relname::text AS table, 'the view is not security_invoker: it shows what its owner sees' AS problem
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'attune' AND c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
    AND NOT coalesce(c.reloptions @> '{security_invoker=on}', false)`

const DEFINERS = `
  SELECT p.proname::text AS table, 'the SECURITY DEFINER function does not fix its search_path' AS problem
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = 'attune' AND p.prosecdef
    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%')`

/** Every hole in the tenant wall of schema `attune` towards the application's login; empty when it stands. */
export async function findWallHoles(ask: Ask, application = 'attune_app'): Promise<WallHole[]> {
  const holes: WallHole[] = []
  for (const query of [unprotected(application), LOOSE_POLICIES, OWNED, NARROW_REFERENCES, VIEWS, DEFINERS]) {
    for (const row of await ask(query)) {
      if (row.problem) holes.push({ table: String(row.table), problem: String(row.problem) })
    }
  }
  return holes
}

/** How many tables of schema `attune` carry tenant_id: a wall check that looked at none has proved nothing. */
export async function countTenantTables(ask: Ask): Promise<number> {
  const rows = await ask(`SELECT count(*)::int AS count FROM information_schema.columns
    WHERE table_schema = 'attune' AND column_name = 'tenant_id'`)
  return Number(rows[0]?.count)
}
