-- Which trials did not finish, why, and where did they run?
SELECT
  status,
  reason,
  cell,
  replicate,
  host,
  steps,
  trial_id
FROM trials
WHERE status <> 'OK'
ORDER BY status, reason NULLS FIRST, cell, replicate;
