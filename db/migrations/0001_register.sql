-- The registry. One script for SQLite and PostgreSQL: the type names are PostgreSQL's, and SQLite takes them as they are.
-- Ids are lower-case UUIDv7 text, instants fixed-width UTC text (2026-05-07T09:12:45.123Z), days 2026-05-07: text that
-- sorts as what it means, the same in both databases.

-- The append-only log. Every change writes its row here in its own transaction. Never a text: codes, states, ids, digests.
CREATE TABLE gebeurtenis (
    volgnummer   bigint NOT NULL PRIMARY KEY,
    id           text   NOT NULL UNIQUE,
    soort        text   NOT NULL,
    onderwerp    text   NOT NULL,
    tijdstip_op  text   NOT NULL,
    rol          text   NOT NULL,
    organisatie  text,
    sleutel_id   text,
    gegevens     text   NOT NULL,
    vorige_hash  text   NOT NULL,
    hash         text   NOT NULL
);
CREATE INDEX gebeurtenis_onderwerp ON gebeurtenis (onderwerp, volgnummer);
CREATE INDEX gebeurtenis_tijdstip ON gebeurtenis (tijdstip_op);

-- Texts that belong to a row of the log: what a text said before the change, or the reason given with it. Erasable.
CREATE TABLE gebeurtenis_tekst (
    volgnummer   bigint NOT NULL REFERENCES gebeurtenis (volgnummer),
    veld         text   NOT NULL,
    onderwerp    text   NOT NULL,
    tekst        text   NOT NULL,
    PRIMARY KEY (volgnummer, veld)
);
CREATE INDEX gebeurtenis_tekst_onderwerp ON gebeurtenis_tekst (onderwerp, veld, volgnummer);

-- Sequences that are never reused and roll back with their transaction (kenmerken per year, numbers).
CREATE TABLE teller (
    naam         text   NOT NULL PRIMARY KEY,
    waarde       bigint NOT NULL
);

CREATE TABLE begrip (
    lijst        text    NOT NULL,
    code         text    NOT NULL,
    nummer       integer NOT NULL,              -- bit number in the index: stable for ever, per list
    naam         text    NOT NULL,
    bovenliggend text,
    afkorting    text,
    uri          text,
    aliassen     text    NOT NULL DEFAULT '',   -- separated by |
    toelichting  text,
    kiesbaar     integer NOT NULL DEFAULT 1,    -- 0: a group to count by, not a code to tag with
    volgorde     integer NOT NULL,
    geldig_van   text,
    geldig_tot   text,
    eigenschappen text,                         -- JSON: what one list has besides (soort, website, trede)
    herkomst     text    NOT NULL,              -- meegeleverd (an upgrade may correct it) or beheer (it may not)
    PRIMARY KEY (lijst, code),
    UNIQUE (lijst, nummer)
);

CREATE TABLE sleutel (
    id           text NOT NULL PRIMARY KEY,
    naam         text NOT NULL,
    rol          text NOT NULL,
    organisatie  text NOT NULL,
    hmac         text NOT NULL UNIQUE,
    aangemaakt_op text NOT NULL,
    geldig_tot   text NOT NULL,
    laatst_gebruikt_op text,
    ingetrokken_op text
);

CREATE TABLE project (
    id           text    NOT NULL PRIMARY KEY,
    nummer       bigint  NOT NULL UNIQUE,
    versie       integer NOT NULL,
    inhoud       text    NOT NULL,              -- JSON, the shape of a project as it was posted
    organisatie  text    NOT NULL,
    zout         text    NOT NULL,
    aangemaakt_op text   NOT NULL,
    gewijzigd_op text    NOT NULL
);

CREATE TABLE knelpunt (
    nummer       bigint  NOT NULL PRIMARY KEY,  -- dense; also the row number in the search index
    id           text    NOT NULL UNIQUE,
    kenmerk      text    NOT NULL UNIQUE,
    versie       integer NOT NULL,
    status       text    NOT NULL,
    project_id   text    NOT NULL REFERENCES project (id),
    inhoud       text    NOT NULL,              -- JSON, the shape of a knelpunt as it was posted: texts and codes
    zout         text    NOT NULL,              -- salts the digests of its texts in the log
    titel_sleutel text   NOT NULL,              -- sort key of the title, Dutch order
    externe_sleutel text,
    voorbeeld    text,                          -- "Voorbeeld uit openbare bron, 2023" for example data
    gemeld_op    text,
    gewijzigd_op text    NOT NULL
);
CREATE INDEX knelpunt_titel ON knelpunt (titel_sleutel, id);
CREATE UNIQUE INDEX knelpunt_externe_sleutel ON knelpunt (project_id, externe_sleutel) WHERE externe_sleutel IS NOT NULL;

CREATE TABLE steunbetuiging (
    knelpunt_id  text NOT NULL REFERENCES knelpunt (id),
    project_id   text NOT NULL REFERENCES project (id),
    toelichting  text,
    gesteund_op  text NOT NULL,
    PRIMARY KEY (knelpunt_id, project_id)
);

-- Answers to POSTs with an Idempotency-Key, kept 24 hours. onderwerp: what an erasure has to clear.
CREATE TABLE idempotentie (
    sleutel_id   text NOT NULL,
    sleutel      text NOT NULL,
    vingerafdruk text NOT NULL,
    onderwerp    text NOT NULL,
    antwoord     text NOT NULL,
    gemaakt_op   text NOT NULL,
    PRIMARY KEY (sleutel_id, sleutel)
);
CREATE INDEX idempotentie_gemaakt ON idempotentie (gemaakt_op);
CREATE INDEX idempotentie_onderwerp ON idempotentie (onderwerp);
