-- Double review (R2.4.2): what one person proposed waits, sealed, for another. Both tables are insert-only for the
-- server: a proposal never changes, its state is derived, and two decisions race on one key.
CREATE SCHEMA approvals;

CREATE TABLE approvals.proposal (
  proposal uuid PRIMARY KEY,
  act text NOT NULL,
  title jsonb NOT NULL,
  -- Non-personal: a customer number, a batch.
  label text NOT NULL,
  subject_kind text NOT NULL CHECK (subject_kind IN ('customer', 'batch', 'none')),
  subject uuid,
  -- Under the subject's key, or the log key where there is no subject.
  sealed bytea NOT NULL,
  based_on integer,
  proposed_by uuid NOT NULL,
  proposer jsonb NOT NULL,
  proposed_at timestamptz NOT NULL,
  reviewed_by text NOT NULL,
  unit uuid,
  reviewers jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
-- What waits has not expired, so a queue is a range of this index and not the history.
CREATE INDEX proposal_waiting ON approvals.proposal (reviewed_by, expires_at);
CREATE INDEX proposal_reviewed ON approvals.proposal (reviewed_by, proposal);
CREATE INDEX proposal_mine ON approvals.proposal (proposed_by, proposal);
CREATE INDEX proposal_expiring ON approvals.proposal (expires_at);

CREATE TABLE approvals.decision (
  proposal uuid PRIMARY KEY,
  decision text NOT NULL CHECK (decision IN ('approved', 'rejected', 'expired', 'withdrawn')),
  decided_by uuid NOT NULL,
  decider jsonb NOT NULL,
  decided_at timestamptz NOT NULL,
  -- Why it was rejected: free text, so it is sealed like the proposal.
  reason bytea
);

GRANT USAGE ON SCHEMA approvals TO shouxin_server;
GRANT SELECT, INSERT ON approvals.proposal, approvals.decision TO shouxin_server;
