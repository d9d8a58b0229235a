-- A task is worked where its customer is kept: each member carries the unit, so that a branch sees its own and no other.
ALTER TABLE collection.task_member ADD COLUMN unit uuid;
UPDATE collection.task_member m SET unit = c.unit FROM customers.customer c WHERE c.customer = m.customer;
CREATE INDEX task_member_of_unit ON collection.task_member (unit, task);

-- A review of possible duplicates ends with what somebody found; the other kinds end by what happened.
ALTER TABLE collection.task_done ADD COLUMN conclusion text CHECK (conclusion IN ('same', 'different'));
