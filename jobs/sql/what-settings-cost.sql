-- What does a trial cost by batch size and normalization? Seconds of one core.
SELECT
  network,
  normalization,
  batch_size,
  count(*) AS trials,
  avg(train_seconds) AS training_seconds,
  avg(evaluation_seconds) AS evaluation_seconds,
  avg(train_seconds / steps) * 1000 AS milliseconds_per_step,
  sum(train_seconds + evaluation_seconds) AS seconds_in_all
FROM trials
WHERE status = 'OK' AND steps > 0
GROUP BY network, normalization, batch_size
ORDER BY network, normalization NULLS FIRST, batch_size;
