-- The role that instances run as: it cannot change or delete what the log says, nor the schema. Run by the owner, in the database of the
-- registry, after the first `migreer`; tables that a later migration makes get the same rights by themselves.
--
--   CREATE ROLE knelpunten_app LOGIN PASSWORD '…';  (once per server)

GRANT USAGE ON SCHEMA public TO knelpunten_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO knelpunten_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO knelpunten_app;
REVOKE UPDATE, DELETE ON gebeurtenis FROM knelpunten_app;
REVOKE INSERT, UPDATE, DELETE ON schemaversie FROM knelpunten_app;
