-- Media register (R3.2.3): a medium with its label, and a log that is only added to. Each line of the log carries the whole standing
-- after it, so that the newest line says where a medium is, and the others where it was on any day.
CREATE SCHEMA custody;

CREATE TABLE custody.medium (
  medium uuid PRIMARY KEY,
  -- Never used again, also when the medium is destroyed.
  label text NOT NULL CHECK (length(label) <= 30),
  kind text NOT NULL CHECK (kind IN ('tape', 'disk', 'optical')),
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX medium_label_taken ON custody.medium (lower(label));

CREATE TABLE custody.stock_take (
  stock_take uuid PRIMARY KEY,
  province text NOT NULL CHECK (province ~ '^[1-6][0-9]$'),
  site text NOT NULL CHECK (length(site) <= 100),
  witness text NOT NULL,
  counted integer NOT NULL,
  missing integer NOT NULL,
  broken integer NOT NULL,
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX stock_take_of_site ON custody.stock_take (province, site, at DESC);

CREATE TABLE custody.entry (
  medium uuid NOT NULL REFERENCES custody.medium,
  -- Without gaps: of two who write at once, one is told.
  number integer NOT NULL CHECK (number >= 1),
  act text NOT NULL CHECK (act IN ('registered', 'handed-out', 'taken-back', 'counted', 'destroyed')),
  encryption text NOT NULL CHECK (encryption IN ('set', 'drive', 'none')),
  holds text NOT NULL CHECK (holds IN ('data-backup', 'key-backup')),
  content text NOT NULL CHECK (length(content) <= 100),
  expires_on date NOT NULL,
  province text NOT NULL CHECK (province ~ '^[1-6][0-9]$'),
  site text NOT NULL CHECK (length(site) <= 100),
  custodian text NOT NULL,
  seal text NOT NULL,
  is_seal_intact boolean NOT NULL,
  -- Who took or brought it, counted beside the clerk, or destroyed it.
  other text,
  other_unit text,
  note text,
  due_on date,
  found text CHECK (found IN ('present', 'missing', 'seal-broken')),
  stock_take uuid REFERENCES custody.stock_take,
  method text CHECK (method IN ('shred', 'degauss', 'overwrite', 'incinerate')),
  proposal uuid,
  approved_by_name text,
  account uuid NOT NULL,
  account_name text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (medium, number),
  CHECK ((act = 'handed-out') = (due_on IS NOT NULL)),
  -- At a stock-take always; at the way in only where its seal was broken.
  CHECK (act <> 'counted' OR found IS NOT NULL),
  CHECK (found IS NULL OR act = 'counted' OR (act = 'taken-back' AND found = 'seal-broken')),
  -- No medium is destroyed by one person.
  CHECK ((act = 'destroyed') = (method IS NOT NULL AND proposal IS NOT NULL AND approved_by_name IS NOT NULL))
);

GRANT USAGE ON SCHEMA custody TO shouxin_server;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA custody TO shouxin_server;
