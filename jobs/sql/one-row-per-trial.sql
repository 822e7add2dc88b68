-- Everything that most questions need of a trial, in one row: its settings, what was seen and what was got, and why.
-- Accuracies and their differences are fractions; positive differences = the deployed model is worse.
SELECT
  t.study,
  t.cell,
  t.axes,
  t.replicate,
  t.status,
  t.learned,
  t.chance_level,
  t.network,
  t.normalization,
  t.dropout_probability,
  t.batch_norm_average,
  t.batch_norm_momentum,
  t.batch_size,
  t.batch_composition,
  t.augmentation,
  t.base_learning_rate,
  t.learning_rate AS scaled_learning_rate,
  e.training_log,
  e.train_mode,
  e.deployed,
  e.train_mode - e.deployed AS degradation,
  e.training_log - e.deployed AS total_gap,
  a.statistics_share,
  a.dropout_share,
  a.transform_share,
  a.split_share,
  t.train_seconds,
  t.evaluation_seconds,
  t.trial_id
FROM trials t
LEFT JOIN (
  SELECT
    trial_id,
    max(CASE WHEN protocol = 'training-log' THEN accuracy END) AS training_log,
    max(CASE WHEN protocol = 'forgot-eval' THEN accuracy END) AS train_mode,
    max(CASE WHEN protocol = 'deployed' THEN accuracy END) AS deployed
  FROM evaluations
  WHERE domain = 'all'
  GROUP BY trial_id
) e ON e.trial_id = t.trial_id
LEFT JOIN (
  SELECT
    trial_id,
    max(CASE WHEN factor = 'statistics' THEN share END) AS statistics_share,
    max(CASE WHEN factor = 'dropout' THEN share END) AS dropout_share,
    max(CASE WHEN factor = 'transform' THEN share END) AS transform_share,
    max(CASE WHEN factor = 'split' THEN share END) AS split_share
  FROM attribution
  GROUP BY trial_id
) a ON a.trial_id = t.trial_id
ORDER BY t.study, t.cell, t.replicate, t.trial_id;
