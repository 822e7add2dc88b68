-- How far are running means from the population's at the end of training, and is that what averaging alone explains?
-- In population standard deviations; more than 1 in ratio is more drift than the momentum's noise accounts for.
SELECT
  t.batch_composition,
  t.batch_size,
  l.momentum,
  l.layer,
  count(*) AS trials,
  avg(l.mean_distance) AS mean_distance,
  avg(l.mean_noise) AS expected_from_noise,
  avg(l.mean_distance) / nullif(avg(l.mean_noise), 0) AS ratio,
  avg(l.variance_log_ratio) AS variance_log_ratio,
  avg(l.start_weight) AS start_weight
FROM layers l
JOIN trials t ON t.trial_id = l.trial_id
JOIN (SELECT trial_id, max(epoch) AS epoch FROM layers GROUP BY trial_id) e
  ON e.trial_id = l.trial_id AND e.epoch = l.epoch
WHERE l.channel IS NULL AND l.mean_distance IS NOT NULL
GROUP BY t.batch_composition, t.batch_size, l.momentum, l.layer
ORDER BY t.batch_composition, t.batch_size, l.momentum NULLS FIRST, l.layer;
