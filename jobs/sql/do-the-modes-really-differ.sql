-- In how many trials do two ways of evaluating the same images differ beyond chance (McNemar's exact test, p < 0.05)?
-- With no difference anywhere, about one trial in twenty would still say so.
SELECT
  t.normalization,
  t.batch_size,
  t.dropout_probability,
  c.comparison,
  c.split,
  count(*) AS trials,
  avg(c.difference) AS difference,
  count(*) FILTER (WHERE c.mcnemar_p < 0.05 AND c.only_first_right > c.only_second_right) AS second_worse,
  count(*) FILTER (WHERE c.mcnemar_p < 0.05 AND c.only_first_right < c.only_second_right) AS second_better
FROM comparisons c
JOIN trials t ON t.trial_id = c.trial_id
GROUP BY t.normalization, t.batch_size, t.dropout_probability, c.comparison, c.split
ORDER BY t.normalization NULLS FIRST, t.batch_size, t.dropout_probability NULLS FIRST, c.comparison, c.split;
