-- How much do replicates of a cell differ, against what counting that many test images alone would make them differ?
-- A ratio far above 1: the seeds differ in how well they learn; more images per evaluation would not help.
SELECT
  count(*) AS replicates,
  avg(e.accuracy) AS deployed_accuracy,
  stddev_samp(e.accuracy) AS between_replicates,
  sqrt(avg(e.accuracy * (1 - e.accuracy) / e.images)) AS from_counting_images,
  stddev_samp(e.accuracy) / nullif(sqrt(avg(e.accuracy * (1 - e.accuracy) / e.images)), 0) AS ratio,
  t.cell
FROM evaluations e
JOIN trials t ON t.trial_id = e.trial_id
WHERE e.protocol = 'deployed' AND e.domain = 'all'
GROUP BY t.cell
HAVING count(*) > 1
ORDER BY ratio DESC NULLS LAST, t.cell;
