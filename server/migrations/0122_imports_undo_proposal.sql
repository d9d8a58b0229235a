-- Undoing an applied batch waits for a second person: which proposal waits, so that there is one at a time.
ALTER TABLE imports.batch ADD COLUMN undo_proposal uuid;
