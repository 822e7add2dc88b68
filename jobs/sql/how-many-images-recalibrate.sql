-- How many training images does re-estimating the statistics need? Mean deployed accuracy before and after.
SELECT
  r.estimator,
  r.transform,
  r.dropout,
  r.samples,
  count(*) AS trials,
  avg(r.accuracy_before) AS accuracy_before,
  avg(r.accuracy_after) AS accuracy_after,
  avg(r.recovered_share) AS recovered_share,
  avg(r.seconds) AS seconds,
  t.cell
FROM remedies r
JOIN trials t ON t.trial_id = r.trial_id
WHERE r.remedy = 'recalibration' AND r.domain = 'all' AND r.own_domain IS DISTINCT FROM true
GROUP BY t.cell, r.estimator, r.transform, r.dropout, r.samples
ORDER BY t.cell, r.estimator, r.transform, r.dropout, r.samples;
