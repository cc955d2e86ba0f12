-- Full text, written in the transaction of the change: what is acknowledged can be found. Contentless: it holds the words,
-- not the texts. rowid = knelpunt.nummer.
CREATE VIRTUAL TABLE zoekindex USING fts5 (titel, omschrijving, overig,
    content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
