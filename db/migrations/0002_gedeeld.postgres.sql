-- What only PostgreSQL has.

-- Full text, written in the transaction of the change: what is acknowledged can be found. It holds the words, not the texts:
-- as they stand there (weight A), and as the dutch configuration stems them (weight D).
CREATE TABLE zoekindex (
    nummer       bigint   NOT NULL PRIMARY KEY,  -- knelpunt.nummer
    woorden      tsvector NOT NULL
);
CREATE INDEX zoekindex_woorden ON zoekindex USING gin (woorden);

-- The subscriptions that an instance is sending to, and until when nobody else does: one message at a time, however many instances there are.
CREATE TABLE onderweg (
    abonnement_id text  NOT NULL PRIMARY KEY,
    tot          text   NOT NULL
);
