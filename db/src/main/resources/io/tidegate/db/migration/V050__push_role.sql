-- The role of push-worker. What it writes holds what users wrote to themselves and the addresses of
-- their devices: no other process reads it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tidegate_push') THEN
    CREATE ROLE tidegate_push NOLOGIN;
  END IF;
  EXECUTE format('GRANT tidegate_push TO %I', current_user);
END
$$;

GRANT USAGE ON SCHEMA public TO tidegate_push;
GRANT SELECT ON "${flyway:table}" TO tidegate_push;
GRANT SELECT, INSERT, UPDATE, DELETE ON shedlock TO tidegate_push;
