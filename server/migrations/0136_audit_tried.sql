-- The account at which somebody tried to sign in (R1.5.3): an entry without an actor is found by it all the same. Where there
-- is no such account it is the keyed tag of the name, never the name: people type passwords into that field.
ALTER TABLE audit.entry ADD COLUMN tried uuid;
CREATE INDEX entry_by_tried ON audit.entry (tried, id) WHERE tried IS NOT NULL;
