-- Consent: notices as published, displays as they happened, and the acts of consent. Three ledgers: nothing is changed or
-- removed, what holds now is what the acts add up to (R2.1.2, R2.3.3, R2.3.4). Subjects are opaque; keys lead with them.
CREATE SCHEMA consent;
GRANT USAGE ON SCHEMA consent TO shouxin_server;

CREATE TABLE consent.notice (
  notice text NOT NULL CHECK (length(notice) <= 64),
  version integer NOT NULL CHECK (version >= 1),
  hash text NOT NULL CHECK (length(hash) = 64),
  body text NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (notice, version)
);

-- `about` is the intake in which the notice was shown: the customer has no id yet.
CREATE TABLE consent.display (
  about uuid NOT NULL,
  id uuid NOT NULL,
  notice text NOT NULL,
  version integer NOT NULL,
  hash text NOT NULL CHECK (length(hash) = 64),
  language text NOT NULL CHECK (language IN ('zh', 'en')),
  shown_seconds integer NOT NULL CHECK (shown_seconds >= 0),
  reached_end boolean NOT NULL,
  printed boolean NOT NULL,
  account uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (about, id)
);

CREATE TABLE consent.act (
  subject uuid NOT NULL,
  id uuid NOT NULL,
  consent text NOT NULL CHECK (length(consent) <= 64),
  kind text NOT NULL CHECK (kind IN ('record', 'withdraw', 'claim')),
  given boolean NOT NULL,
  evidence text NOT NULL CHECK (evidence IN ('signed-image', 'counter-display', 'none')),
  -- The display, or the image, that the evidence points at.
  evidence_id uuid,
  notice text,
  version integer,
  -- SHA-256 of what the customer saw when choosing.
  shown_hash text CHECK (length(shown_hash) = 64),
  channel text NOT NULL CHECK (length(channel) <= 40),
  account uuid NOT NULL,
  chosen_at timestamptz NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (subject, id),
  -- A withdrawal gives nothing, and a claim has nothing to show (R2.3.3).
  CHECK (kind <> 'withdraw' OR NOT given),
  CHECK (kind <> 'claim' OR evidence = 'none'),
  CHECK (kind <> 'record' OR (evidence <> 'none' AND evidence_id IS NOT NULL AND shown_hash IS NOT NULL))
);

GRANT SELECT, INSERT ON consent.notice, consent.display, consent.act TO shouxin_server;
