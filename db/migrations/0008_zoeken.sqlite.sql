-- Every commit adds a small part to the search index, and parts are merged. By fours, as is usual, every word is written again so often that at a million
-- knelpunten taking in is half as fast. By sixteens searching looks in some more parts, which does not show.
INSERT INTO zoekindex (zoekindex, rank) VALUES ('automerge', 16);
INSERT INTO zoekindex (zoekindex, rank) VALUES ('crisismerge', 64);
