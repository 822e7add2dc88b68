-- What is wrong with a cell's running statistics? Parts of its eval-mode degradation, which they add up to.
-- The first six are faults of running statistics that others would not have; batch is what no fixed ones can have.
SELECT
  degradation,
  staleness_part,
  start_part,
  noise_part,
  composition_part,
  size_part,
  shift_part,
  batch_part,
  dropout_part,
  CASE greatest(staleness_part, start_part, noise_part, composition_part, size_part, shift_part, 0.01)
    WHEN 0.01 THEN 'none'
    WHEN staleness_part THEN 'staleness'
    WHEN start_part THEN 'start'
    WHEN noise_part THEN 'noise'
    WHEN composition_part THEN 'composition'
    WHEN size_part THEN 'size'
    ELSE 'shift'
  END AS largest_fault,
  cell
FROM degradation
WHERE staleness_part IS NOT NULL
ORDER BY degradation DESC, cell;
