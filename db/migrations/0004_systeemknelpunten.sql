-- What analysts and addressees make of the evidence. Codes, states and dates are in the log too, and are read from there; these
-- tables hold the texts and the present.
CREATE TABLE systeemknelpunt (
    nummer       bigint  NOT NULL PRIMARY KEY,
    id           text    NOT NULL UNIQUE,
    kenmerk      text    NOT NULL UNIQUE,
    versie       integer NOT NULL,
    status       text    NOT NULL,
    inhoud       text    NOT NULL,              -- JSON, the shape of a systeemknelpunt as it was posted
    zout         text    NOT NULL,
    aangemaakt_op text   NOT NULL,
    gewijzigd_op text    NOT NULL
);

CREATE TABLE bundeling (
    systeemknelpunt_id text NOT NULL REFERENCES systeemknelpunt (id),
    knelpunt_id  text NOT NULL REFERENCES knelpunt (id),
    gebundeld_op text NOT NULL,
    PRIMARY KEY (systeemknelpunt_id, knelpunt_id)
);
CREATE INDEX bundeling_knelpunt ON bundeling (knelpunt_id);

CREATE TABLE relatie (
    van_id       text NOT NULL REFERENCES systeemknelpunt (id),
    naar_id      text NOT NULL REFERENCES systeemknelpunt (id),
    soort        text NOT NULL,                 -- oorzaak-van, deel-van, botst-met
    PRIMARY KEY (van_id, naar_id)
);

-- Every verdict stays: a later one of the same party counts, the earlier is history.
CREATE TABLE stelseltoets (
    id           text NOT NULL PRIMARY KEY,
    systeemknelpunt_id text NOT NULL REFERENCES systeemknelpunt (id),
    inhoud       text NOT NULL,                 -- JSON: argument and source
    geplaatst_op text NOT NULL
);
CREATE INDEX stelseltoets_systeemknelpunt ON stelseltoets (systeemknelpunt_id);

CREATE TABLE reactie (
    id           text    NOT NULL PRIMARY KEY,
    systeemknelpunt_id text NOT NULL REFERENCES systeemknelpunt (id),
    organisatie  text    NOT NULL,
    versie       integer NOT NULL,
    status       text    NOT NULL,              -- concept, gepubliceerd
    inhoud       text    NOT NULL,              -- JSON
    aangemaakt_op text   NOT NULL,
    gewijzigd_op text    NOT NULL,
    gepubliceerd_op text
);
CREATE INDEX reactie_systeemknelpunt ON reactie (systeemknelpunt_id);

CREATE TABLE dialoog (
    nummer       bigint NOT NULL PRIMARY KEY,
    id           text   NOT NULL UNIQUE,
    naam         text   NOT NULL,
    datum        text   NOT NULL,
    aangemaakt_op text  NOT NULL
);

CREATE TABLE toezegging (
    nummer       bigint  NOT NULL PRIMARY KEY,
    id           text    NOT NULL UNIQUE,
    systeemknelpunt_id text REFERENCES systeemknelpunt (id),
    dialoog_id   text REFERENCES dialoog (id),
    door         text    NOT NULL,
    versie       integer NOT NULL,
    status       text    NOT NULL,              -- open, nagekomen, vervallen; late is what the clock says
    uiterlijk    text    NOT NULL,
    inhoud       text    NOT NULL,              -- JSON
    zout         text    NOT NULL,
    te_laat_gemeld text,                        -- the day that was passed when toezegging.te-laat was written
    gedaan_op    text    NOT NULL,
    gewijzigd_op text    NOT NULL
);
CREATE INDEX toezegging_systeemknelpunt ON toezegging (systeemknelpunt_id);
CREATE INDEX toezegging_uiterlijk ON toezegging (status, uiterlijk);

-- Was it felt? The last word of a project counts.
CREATE TABLE merkbaarheid (
    knelpunt_id  text NOT NULL REFERENCES knelpunt (id),
    project_id   text NOT NULL REFERENCES project (id),
    oordeel      text NOT NULL,                 -- merkbaar, niet-merkbaar
    gegeven_op   text NOT NULL,
    PRIMARY KEY (knelpunt_id, project_id)
);

-- What that means for a systeemknelpunt since it was last solved: per project the last word, about any knelpunt in it.
CREATE TABLE gevoeld (
    systeemknelpunt_id text NOT NULL REFERENCES systeemknelpunt (id),
    project_id   text NOT NULL REFERENCES project (id),
    oordeel      text NOT NULL,
    PRIMARY KEY (systeemknelpunt_id, project_id)
);

-- Between analist and reporter; never public.
CREATE TABLE vraag (
    id           text NOT NULL PRIMARY KEY,
    knelpunt_id  text NOT NULL REFERENCES knelpunt (id),
    volgnummer   bigint NOT NULL UNIQUE,        -- of the gebeurtenis that tells of it: the order of asking
    tekst        text NOT NULL,
    gesteld_op   text NOT NULL,
    antwoord     text,
    beantwoord_op text
);
CREATE INDEX vraag_knelpunt ON vraag (knelpunt_id);

CREATE TABLE toetssteen (
    nummer       bigint  NOT NULL PRIMARY KEY,
    id           text    NOT NULL UNIQUE,
    kenmerk      text    NOT NULL UNIQUE,
    versie       integer NOT NULL,
    volgnummer   bigint  NOT NULL,              -- of the gebeurtenis that tells of its making: what a list as of then holds
    inhoud       text    NOT NULL,              -- JSON, title and description
    zout         text    NOT NULL,
    aangemaakt_op text   NOT NULL,
    gewijzigd_op text    NOT NULL
);

CREATE TABLE toetssteen_knelpunt (
    toetssteen_id text NOT NULL REFERENCES toetssteen (id),
    knelpunt_id  text NOT NULL REFERENCES knelpunt (id),
    PRIMARY KEY (toetssteen_id, knelpunt_id)
);
