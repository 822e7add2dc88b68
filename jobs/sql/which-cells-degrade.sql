-- Which cells get worse after eval(), by how much, and is it more than chance?
-- Same model, same test images; positive = eval() is worse. Accuracies are fractions, limits those of 95 % intervals.
SELECT
  replicates,
  train_mode_accuracy,
  eval_mode_accuracy,
  degradation,
  degradation_lower,
  degradation_upper,
  CASE
    WHEN degradation_lower IS NULL THEN 'one replicate has no interval'
    WHEN degradation_lower > 0 THEN 'eval() is worse'
    WHEN degradation_upper < 0 THEN 'eval() is better'
    WHEN degradation_lower = 0 AND degradation_upper = 0 THEN 'no difference at all'
    ELSE 'within chance'
  END AS finding,
  cell
FROM degradation
WHERE degradation IS NOT NULL
ORDER BY degradation DESC, cell;
