-- What does the study say about each claim, on what evidence, and what does a mean hide?
SELECT
  claim,
  claim_verdict,
  contrast,
  verdict,
  sign,
  effect,
  lower AS effect_lower,
  upper AS effect_upper,
  threshold,
  reference,
  direction,
  unit,
  adjusted_probability,
  replicates,
  cells,
  cells_premise_not_met,
  cells_not_learned,
  missing,
  hidden
FROM claims
ORDER BY claim, contrast;
