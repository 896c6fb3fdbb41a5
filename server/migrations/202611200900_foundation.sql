-- The ground every other migration stands on: who may do what, the tenant wall, and the way to jobs.
-- Runs as the owner. `attune.application_login` and `attune.jobs_login` are set by the migration runner.

REVOKE ALL ON SCHEMA attune FROM PUBLIC;

DO $$
DECLARE
  application text := current_setting('attune.application_login');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA attune TO %I', application);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA attune GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', application);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA attune GRANT USAGE, SELECT ON SEQUENCES TO %I', application);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA attune GRANT EXECUTE ON ROUTINES TO %I', application);
END $$;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

-- The tenant of this transaction; NULL outside of one (a finished transaction leaves '' behind).
CREATE FUNCTION attune.current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- For migrations: CALL attune.protect('attune.tickets') after creating a table with tenant_id.
-- Everybody sees only rows of the transaction's tenant. The owner, as whom only migrations and
-- SECURITY DEFINER functions run, sees all rows: such a function names its tenant itself.
CREATE PROCEDURE attune.protect(target regclass)
LANGUAGE plpgsql
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant ON %s USING (tenant_id = attune.current_tenant()) WITH CHECK (tenant_id = attune.current_tenant())',
    target);
  EXECUTE format('CREATE POLICY owner ON %s TO %I USING (true) WITH CHECK (true)', target, current_user);
END $$;
DO $$
BEGIN
  EXECUTE format('REVOKE EXECUTE ON PROCEDURE attune.protect FROM %I', current_setting('attune.application_login'));
END $$;

-- Adds a durable job in the running transaction. The tenant is the session's, whatever the payload says;
-- the application cannot reach the job tables in any other way.
CREATE FUNCTION attune.enqueue(
  task text,
  payload jsonb,
  run_at timestamptz DEFAULT NULL,
  job_key text DEFAULT NULL,
  max_attempts int DEFAULT NULL,
  queue text DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant uuid := attune.current_tenant();
  job bigint;
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION 'attune.enqueue: no tenant in this transaction' USING ERRCODE = 'AT001';
  END IF;
  SELECT added.id INTO job FROM graphile_worker.add_job(
    identifier => enqueue.task,
    payload => (coalesce(enqueue.payload, '{}'::jsonb) || jsonb_build_object('tenantId', tenant))::json,
    run_at => enqueue.run_at,
    job_key => enqueue.job_key,
    -- A job asked for again while it waits keeps its time: busy tenants would otherwise put it off for ever.
    job_key_mode => CASE WHEN enqueue.job_key IS NULL THEN NULL ELSE 'preserve_run_at' END,
    max_attempts => enqueue.max_attempts,
    queue_name => enqueue.queue
  ) AS added;
  RETURN job;
END $$;
