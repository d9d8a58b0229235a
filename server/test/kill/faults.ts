// What must hold after every kill, asked of the tables themselves: each answered act is in the log and in effect, every act is
// whole or not there, and nothing happened twice. Answers what does not hold, in words; nothing when all is well.
import type { Acked } from './load.ts';
import type { Ask } from './victim.ts';

/** Each finds rows that may not exist. */
const halves: Readonly<Record<string, string>> = {
  'approved, and the customer is not whole': `
    SELECT d.proposal FROM approvals.decision d JOIN approvals.proposal p USING (proposal)
    WHERE d.decision = 'approved' AND p.act = 'collection.submit' AND NOT (
      EXISTS (SELECT FROM customers.customer c WHERE c.customer = p.subject)
      AND EXISTS (SELECT FROM customers.revision r WHERE r.customer = p.subject AND r.revision = 1)
      AND (SELECT count(*) FROM customers.value v WHERE v.customer = p.subject) >= 11
      AND (SELECT count(*) FROM customers.document d WHERE d.customer = p.subject) = 1
      AND (SELECT count(*) FROM customers.number n WHERE n.customer = p.subject) = 1
      AND EXISTS (SELECT FROM customers.fingerprint f WHERE f.customer = p.subject)
      AND EXISTS (SELECT FROM consent.act a WHERE a.subject = p.subject)
      AND EXISTS (SELECT FROM intake.intake i WHERE i.customer = p.subject AND i.state = 'registered'))`,
  'a customer of the counter that nobody approved': `
    SELECT c.customer FROM customers.customer c
    WHERE NOT c.demonstration AND c.batch IS NULL AND NOT EXISTS (
      SELECT FROM approvals.proposal p JOIN approvals.decision d USING (proposal)
      WHERE p.subject = c.customer AND d.decision = 'approved')`,
  'an intake that waits for a proposal that is not there': `
    SELECT i.intake FROM intake.intake i WHERE i.state = 'proposed' AND NOT EXISTS (
      SELECT FROM approvals.proposal p WHERE p.subject = i.customer)`,
  'a proposal whose intake does not know of it': `
    SELECT p.proposal FROM approvals.proposal p LEFT JOIN approvals.decision d USING (proposal)
    WHERE p.act = 'collection.submit' AND d.proposal IS NULL AND NOT EXISTS (
      SELECT FROM intake.intake i WHERE i.customer = p.subject AND i.state = 'proposed')`,
  'an approval without exactly one entry': `
    SELECT d.proposal FROM approvals.decision d WHERE d.decision = 'approved' AND 1 <> (
      SELECT count(*) FROM audit.entry e WHERE e.act = 'approvals.approve'
        AND convert_from(e.body, 'UTF8')::jsonb -> 'facts' ->> 'proposal' = d.proposal::text
        AND convert_from(e.body, 'UTF8')::jsonb ->> 'result' = 'approved')`,
  'a proposal without exactly one entry': `
    SELECT p.proposal FROM approvals.proposal p WHERE 1 <> (
      SELECT count(*) FROM audit.entry e WHERE e.act = p.act
        AND convert_from(e.body, 'UTF8')::jsonb -> 'facts' ->> 'proposal' = p.proposal::text
        AND convert_from(e.body, 'UTF8')::jsonb ->> 'result' = 'proposed')`,
  'an entry of an approval that has no effect': `
    SELECT e.id FROM audit.entry e WHERE e.act = 'approvals.approve'
      AND convert_from(e.body, 'UTF8')::jsonb ->> 'result' = 'approved' AND NOT EXISTS (
        SELECT FROM approvals.decision d
        WHERE d.proposal::text = convert_from(e.body, 'UTF8')::jsonb -> 'facts' ->> 'proposal')`,
  'an entry that has no place and waits for none': `
    SELECT e.id FROM audit.entry e
    WHERE NOT EXISTS (SELECT FROM audit.leaf l WHERE l.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM audit.queue q WHERE q.entry_id = e.id)`,
  'an image without its bytes': `
    SELECT i.image FROM customers.image i WHERE NOT EXISTS (
      SELECT FROM vault.chunk c WHERE c.subject = i.customer AND c.object = i.image)`,
  'a batch whose customers are not those it counts': `
    SELECT b.batch FROM imports.batch b WHERE b.applied <> (
      SELECT count(*) FROM customers.customer c WHERE c.batch = b.batch)`,
  'an applied batch that is not complete': `
    SELECT b.batch FROM imports.batch b WHERE b.state = 'applied'
      AND (b.applied, b.done) <> ((tally -> 'counts' ->> 'accept')::int
        + (tally -> 'counts' ->> 'warn')::int, b.total)`,
  'an imported customer that is not whole': `
    SELECT c.customer FROM customers.customer c WHERE c.batch IS NOT NULL AND NOT (
      EXISTS (SELECT FROM customers.document d WHERE d.customer = c.customer)
      AND EXISTS (SELECT FROM customers.number n WHERE n.customer = c.customer)
      AND (SELECT count(*) FROM customers.value v WHERE v.customer = c.customer) >= 11)`,
};

export async function halfStates(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const [words, query] of Object.entries(halves)) {
    const rows = await ask(query);
    if (rows.length > 0) found.push(`${words}: ${rows.length}`);
  }
  return found;
}

/** Acts that were answered and are not in the log, or not in effect. */
export async function lostActs(ask: Ask, acked: readonly Acked[]): Promise<string[]> {
  const entries = acked.map((it) => it.entry);
  const missing = await ask(
    `SELECT given.id FROM unnest($1::uuid[]) AS given (id)
     WHERE NOT EXISTS (SELECT FROM audit.entry e WHERE e.id = given.id)`,
    [entries],
  );
  const of = (kind: Acked['kind']) =>
    acked.flatMap((it) => (it.kind === kind && it.proposal ? [it.proposal] : []));
  const submitted = await ask(
    `SELECT given.id FROM unnest($1::uuid[]) AS given (id)
     WHERE NOT EXISTS (SELECT FROM approvals.proposal p WHERE p.proposal = given.id)`,
    [of('submit')],
  );
  const approved = await ask(
    `SELECT given.id FROM unnest($1::uuid[]) AS given (id) WHERE NOT EXISTS (
       SELECT FROM approvals.decision d WHERE d.proposal = given.id AND d.decision = 'approved')`,
    [of('approve')],
  );
  return [
    ...missing.map(({ id }) => `entry ${String(id)}`),
    ...submitted.map(({ id }) => `proposal ${String(id)}`),
    ...approved.map(({ id }) => `approval ${String(id)}`),
  ];
}
