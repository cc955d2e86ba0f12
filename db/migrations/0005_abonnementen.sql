-- Subscriptions, and what is delivered to them. A delivery points at a row of the log; what it says is read when it is sent, so
-- what was withdrawn or erased meanwhile does not leave any more.
CREATE TABLE abonnement (
    id             text    NOT NULL PRIMARY KEY,
    versie         integer NOT NULL,
    kanaal         text    NOT NULL,            -- webhook, email; terugkoppeling: what a project hears of its own, under the id of the project
    ritme          text,                        -- of email: direct, week, maand
    organisatie    text    NOT NULL,
    organisatie_sleutel text NOT NULL,          -- as names compare
    rol            text    NOT NULL,            -- of the key that set it last: with the organisation, what it may see
    sleutel_id     text,
    bestemming     text    NOT NULL,            -- the address or mailbox of the receiver
    gebeurtenissen text    NOT NULL,            -- kinds, separated by spaces
    selectie       text,                        -- JSON; null: everything
    omschrijving   text,
    status         text    NOT NULL,            -- wacht-op-bevestiging, actief, gepauzeerd, uitgeschakeld
    reden          text,
    geheim         text    NOT NULL,            -- encrypted under a key derived from the pepper, which is not in the database
    vorig_geheim   text,
    vorig_geheim_tot text,
    vanaf          bigint  NOT NULL,            -- only gebeurtenissen after this one: that of the consent
    bevestiging    bigint  NOT NULL,            -- the gebeurtenis whose delivery asks for consent
    aangemaakt_op  text    NOT NULL,
    gewijzigd_op   text    NOT NULL,
    laatste_aflevering_op text,
    faalt_sinds    text                         -- the first failure since something arrived
);
CREATE INDEX abonnement_organisatie ON abonnement (organisatie_sleutel, id);

CREATE TABLE aflevering (
    id             text    NOT NULL PRIMARY KEY,
    abonnement_id  text    NOT NULL REFERENCES abonnement (id),
    volgnummer     bigint  NOT NULL REFERENCES gebeurtenis (volgnummer),
    eerste         bigint,                      -- of a mail that tells of several gebeurtenissen: the first; volgnummer is the last
    status         text    NOT NULL,            -- wacht, afgeleverd, mislukt
    pogingen       integer NOT NULL,            -- failed so far; a replay begins again
    volgende_op    text,                        -- when it is due, or while it is in hand when the lease ends; null: nothing more to do
    aangemaakt_op  text    NOT NULL,
    afgerond_op    text,
    UNIQUE (abonnement_id, volgnummer)
);
CREATE INDEX aflevering_wacht ON aflevering (abonnement_id, volgnummer, volgende_op) WHERE volgende_op IS NOT NULL;
CREATE INDEX aflevering_aangemaakt ON aflevering (aangemaakt_op);

CREATE TABLE poging (
    aflevering_id  text    NOT NULL REFERENCES aflevering (id) ON DELETE CASCADE,
    nummer         integer NOT NULL,
    begonnen_op    text    NOT NULL,
    methode        text    NOT NULL,            -- POST, OPTIONS for the handshake, SMTP for mail
    duur_ms        integer NOT NULL,
    status         integer,                     -- of the answer; null when there was none
    fout           text,
    antwoord       text,                        -- the first 256 bytes
    PRIMARY KEY (aflevering_id, nummer)
);
