-- What an imported file was called is sealed like the file: people put names of customers there (R3.1.4). What stood here in the clear
-- cannot be sealed by SQL and is taken away.
ALTER TABLE imports.batch DROP COLUMN file_name, ADD COLUMN name_sealed bytea;
