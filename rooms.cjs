// The table of ARCHITECTURE section 2 as data: which rooms there are and which each may enter,
// besides the kernel and the contract. `npm test` refuses an import that is not in it, and a room
// that has no row.
module.exports = {
  controls: {
    audit: [],
    identity: ['audit'],
    keys: ['audit'],
    approvals: ['audit', 'identity'],
    consent: ['audit'],
    policy: ['audit'],
    vault: ['keys'],
    disclosure: ['policy', 'consent', 'vault', 'audit'],
    retention: ['audit', 'keys'],
  },
  // `vault` stands for its sealer and fingerprint: the opener goes to disclosure alone, by app.ts.
  records: {
    customers: ['disclosure', 'vault', 'approvals', 'retention', 'audit'],
    collection: ['customers', 'consent', 'vault', 'approvals', 'audit'],
    sharing: ['customers', 'disclosure', 'consent', 'approvals', 'vault', 'audit'],
    rights: ['customers', 'disclosure', 'consent', 'retention', 'approvals', 'audit'],
    incidents: ['customers', 'audit'],
    backup: ['keys', 'audit'],
    drills: ['backup', 'customers', 'keys', 'vault', 'audit'],
    // What the table of the design did not name: small rooms around the first list.
    intake: ['customers', 'collection', 'consent', 'disclosure', 'vault', 'audit'],
    imports: ['customers', 'collection', 'collection/import', 'consent', 'vault', 'disclosure'],
    enquiry: ['customers', 'disclosure', 'policy', 'consent', 'vault', 'audit'],
    shredding: ['customers', 'collection', 'keys', 'vault', 'audit'],
    trail: ['customers', 'disclosure', 'audit'],
    storage: ['keys'],
    plans: [],
    custody: [],
    desk: [],
    governance: [],
  },
};
