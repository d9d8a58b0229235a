-- Sealed objects, such as document images, in chunks of 64 KiB. Keys lead with the subject, so that the tables can be
-- distributed by it. No size and no hash of the content: each would tell something about it.
CREATE SCHEMA vault;

CREATE TABLE vault.object (
  subject uuid NOT NULL,
  object uuid NOT NULL,
  class text NOT NULL,
  media_type text NOT NULL CHECK (length(media_type) <= 100),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (subject, object)
);

CREATE TABLE vault.chunk (
  subject uuid NOT NULL,
  object uuid NOT NULL,
  index int NOT NULL CHECK (index >= 0),
  sealed bytea NOT NULL,
  PRIMARY KEY (subject, object, index)
);
-- Ciphertext does not compress.
ALTER TABLE vault.chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT USAGE ON SCHEMA vault TO shouxin_server;
GRANT SELECT, INSERT ON vault.object, vault.chunk TO shouxin_server;
