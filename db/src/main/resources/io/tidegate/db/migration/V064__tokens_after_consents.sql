-- Written by batch-worker.

-- Rows are locked in one order: pages, consents in ring order, retries, tokens. Tokens came first until
-- now, and an import did not hold the consents whose tokens it wrote: one that was not committed while
-- its user was erased could leave a token without a consent.
DELETE FROM consent_token AS t
WHERE NOT EXISTS (
  SELECT FROM consent AS c
  WHERE c.institution_id = t.institution_id AND c.ring_key = t.ring_key AND c.user_id = t.user_id);
