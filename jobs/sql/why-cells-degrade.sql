-- Why does a cell's deployed accuracy differ from its training log? Shares of the total gap, which they add up to.
-- The leading cause is the share that is largest in size; only believe it if its interval leaves out 0.
SELECT
  total_gap,
  statistics_share,
  dropout_share,
  transform_share,
  split_share,
  CASE greatest(abs(statistics_share), abs(dropout_share), abs(transform_share), abs(split_share))
    WHEN 0 THEN 'none'
    WHEN abs(statistics_share) THEN 'statistics'
    WHEN abs(dropout_share) THEN 'dropout'
    WHEN abs(transform_share) THEN 'transform'
    ELSE 'split'
  END AS leading_cause,
  total_gap - statistics_share - dropout_share - transform_share - split_share AS unexplained,
  cell
FROM degradation
WHERE statistics_share IS NOT NULL
ORDER BY abs(total_gap) DESC, cell;
