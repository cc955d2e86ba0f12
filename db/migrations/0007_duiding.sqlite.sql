-- The rows of the log that are not about one knelpunt: few beside those that are, and what a start reads of the log when it has the index already. The
-- condition is that of Duiding.Rijen, to the letter: only then SQLite sees that the index answers the query.
CREATE INDEX gebeurtenis_duiding ON gebeurtenis (volgnummer) WHERE (soort < 'knelpunt.' OR soort >= 'knelpunt/');
