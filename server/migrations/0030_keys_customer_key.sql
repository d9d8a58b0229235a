-- Customer keys, each wrapped by a bucket key that lives in the key provider and never here: this table, in a dump, a
-- backup or the WAL, opens nothing. Shredding replaces the bucket key, so it also reaches old copies (SECURITY 4.4).
CREATE SCHEMA keys;

CREATE TABLE keys.customer_key (
  -- An opaque subject: a customer, or a batch that is not one yet.
  subject uuid NOT NULL,
  -- Retention class: one key each, so that one class can be shredded while another must be kept.
  class text NOT NULL CHECK (class ~ '^[A-Z][A-Z0-9]{0,7}$'),
  -- First 16 bytes of HMAC(key, 'shouxin/kid/v1'); computed again at every load.
  kid bytea NOT NULL CHECK (octet_length(kid) = 16),
  state text NOT NULL CHECK (state IN ('active', 'deactivated', 'compromised', 'destroyed')),
  suite smallint NOT NULL CHECK (suite IN (1, 2)),
  bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
  -- Version of the bucket's key that wraps this one.
  epoch int NOT NULL CHECK (epoch > 0),
  wrapped bytea,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The transaction that made it: until it has committed, the key may not be leased to others.
  made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (subject, class, kid),
  CHECK ((state = 'destroyed') = (wrapped IS NULL))
);

-- One key seals; older ones only open.
CREATE UNIQUE INDEX customer_key_active ON keys.customer_key (subject, class) WHERE state = 'active';
CREATE INDEX customer_key_by_bucket ON keys.customer_key (bucket, epoch);

-- The highest generation of the key store that was ever in use. An older store is refused: keys only move forward.
CREATE TABLE keys.keystore_mark (
  generation bigint PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT USAGE ON SCHEMA keys TO shouxin_server;
GRANT SELECT, INSERT ON keys.customer_key, keys.keystore_mark TO shouxin_server;
GRANT UPDATE (state, bucket, epoch, wrapped, changed_at) ON keys.customer_key TO shouxin_server;
