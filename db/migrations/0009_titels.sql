-- An index in the order of titles is written all over with every report. At a million knelpunten that took a quarter of taking in; only imports asked it, to tell
-- whether a row is there already, and they look up what their project has themselves.
DROP INDEX knelpunt_titel;
