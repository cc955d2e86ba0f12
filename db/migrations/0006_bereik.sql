-- What a key is for: lezen, schrijven, or both, separated by a space. Keys from before do both.
ALTER TABLE sleutel ADD COLUMN bereik text NOT NULL DEFAULT 'lezen schrijven';
