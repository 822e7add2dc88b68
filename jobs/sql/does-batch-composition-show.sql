-- Do batches differ more than chance allows, and do cells whose batches do lose more to the statistics?
-- The F statistic of the first norm layer: 1 for random batches, more for batches of like images.
SELECT
  t.batch_composition,
  t.batch_size,
  t.normalization,
  count(*) AS trials,
  avg(l.composition_f) AS composition_f,
  count(*) FILTER (WHERE l.composition_lower > 1 OR l.composition_upper < 1) AS not_random,
  avg(a.share) AS statistics_share
FROM layers l
JOIN trials t ON t.trial_id = l.trial_id
JOIN (SELECT trial_id, max(epoch) AS epoch FROM layers GROUP BY trial_id) e
  ON e.trial_id = l.trial_id AND e.epoch = l.epoch
LEFT JOIN attribution a ON a.trial_id = l.trial_id AND a.factor = 'statistics'
WHERE l.channel IS NULL AND l.composition_f IS NOT NULL
GROUP BY t.batch_composition, t.batch_size, t.normalization
ORDER BY composition_f DESC, t.batch_composition, t.batch_size, t.normalization;
