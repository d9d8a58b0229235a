-- Bucket keys that were replaced: written in the transaction that wrapped the survivors again, closed when the provider has
-- destroyed the old key. What is open after a crash is finished at the next start.
CREATE TABLE keys.retired_bucket_key (
  bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 255),
  epoch int NOT NULL CHECK (epoch > 0),
  retired_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz,
  -- Of the key store, from which on the key is no more.
  generation bigint,
  PRIMARY KEY (bucket, epoch),
  CHECK ((destroyed_at IS NULL) = (generation IS NULL))
);

GRANT SELECT, INSERT ON keys.retired_bucket_key TO shouxin_server;
GRANT UPDATE (destroyed_at, generation) ON keys.retired_bucket_key TO shouxin_server;
