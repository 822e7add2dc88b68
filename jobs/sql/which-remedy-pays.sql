-- Which remedy gains most accuracy in which cell, and what does it cost?
-- Gains are fractions of the test images; a trial's gain counts as significant if McNemar's test has p < 0.05.
SELECT
  r.remedy,
  r.estimator,
  r.transform,
  r.dropout,
  r.samples,
  r.decay,
  count(*) AS trials,
  avg(r.accuracy_after - r.accuracy_before) AS gain,
  stddev_samp(r.accuracy_after - r.accuracy_before) AS gain_standard_deviation,
  count(*) FILTER (WHERE r.mcnemar_p < 0.05 AND r.accuracy_after > r.accuracy_before) AS significantly_better,
  count(*) FILTER (WHERE r.mcnemar_p < 0.05 AND r.accuracy_after < r.accuracy_before) AS significantly_worse,
  avg(r.seconds) AS seconds,
  t.cell
FROM remedies r
JOIN trials t ON t.trial_id = r.trial_id
WHERE r.domain = 'all' AND r.own_domain IS DISTINCT FROM true AND r.accuracy_after IS NOT NULL
GROUP BY t.cell, r.remedy, r.estimator, r.transform, r.dropout, r.samples, r.decay
ORDER BY t.cell, gain DESC, r.remedy, r.estimator NULLS FIRST, r.transform NULLS FIRST, r.dropout NULLS FIRST,
  r.samples NULLS FIRST, r.decay NULLS FIRST;
