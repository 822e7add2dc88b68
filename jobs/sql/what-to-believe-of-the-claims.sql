-- What does the study say about each claim, and on what evidence?
SELECT
  claim,
  claim_verdict,
  contrast,
  verdict,
  effect,
  lower AS effect_lower,
  upper AS effect_upper,
  threshold,
  direction,
  unit,
  replicates
FROM claims
ORDER BY claim, contrast;
