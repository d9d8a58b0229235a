-- A session is bound to the browser or program that signed in: the key agreed with it at sign-in, sealed by the system's own sealer
-- (decision 0029). Null: the caller agreed on none, and the session is short.
ALTER TABLE identity.session ADD COLUMN proof_sealed bytea;
