-- Frozen reports. inhoud is the RFC 8785 canonical JSON that sha256 is over, byte for byte; it holds no text of a knelpunt.
CREATE TABLE editie (
    nummer       text    NOT NULL PRIMARY KEY,   -- 2026-3
    jaar         integer NOT NULL,
    volg         integer NOT NULL,
    titel        text    NOT NULL,
    gepubliceerd_op text NOT NULL,
    volgnummer   bigint  NOT NULL,
    inhoud       text    NOT NULL,
    sha256       text    NOT NULL,
    UNIQUE (jaar, volg)
);
