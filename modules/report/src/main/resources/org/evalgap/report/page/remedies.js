// ------------------------------------------------------------ remedies in words

const REMEDY_NAMES = {
  recalibration: 'recalibration',
  'train-mode-pass': 'a pass in TRAIN mode',
  'ema-weights': 'averaged weights (EMA)',
  'ema-weights-recalibrated': 'averaged weights, recalibrated',
  'ema-statistics': 'averaged statistics (EMA)',
  'ema-all': 'averaged weights and statistics',
  'mc-dropout': 'MC dropout',
  'test-batch-statistics': 'statistics of test batches',
  'example-weighing': 'example weighing',
  'eval-norm': 'EvalNorm',
  'retrain-head': 'last layers trained again',
  'train-on': 'all layers trained on (control)',
};

function remediesOf(report, cell) {
  return cell === null ? [] : report.details(cell).remedies;
}

function remedyText(one) {
  const parts = [REMEDY_NAMES[one.remedy] || one.remedy];
  if (one.estimator) {
    parts.push(one.estimator === 'cumulative' ? 'plain average' : 'population estimate');
  }
  if (one.samples) {
    parts.push(plural(one.samples, 'image'));
  }
  if (one.remedy === 'recalibration' || one.remedy === 'ema-weights-recalibrated') {
    parts.push(one.transform + ' transform', 'dropout ' + one.dropout);
  }
  if (one.ownDomain) {
    parts.push('statistics of the own domain');
  }
  if (one.decay) {
    parts.push('decay ' + one.decay);
  }
  if (one.passes) {
    parts.push(plural(one.passes, 'pass', 'passes'));
  }
  if (one.epochs) {
    parts.push(plural(one.epochs, 'epoch'));
  }
  addTestStatistics(parts, one);
  if (one.domain !== 'all') {
    parts.push(one.domain + ' domain');
  }
  return parts.join(', ');
}

/** Adds what the running statistics are blended with: nothing for a remedy that takes no moments of test images. */
function addTestStatistics(parts, one) {
  if (one.remedy === 'test-batch-statistics') {
    parts.push(plural(one.together, 'image') + ' together', 'pseudo-count ' + one.pseudoCount);
  }
  if (one.exampleWeight) {
    parts.push('weight ' + Number(one.exampleWeight.toPrecision(3)));
  }
}

/** What tells the remedies of one cell apart, as short as possible: what all recalibrations share is left out. */
function shortRemedy(one, all) {
  const varies = key => new Set(all.filter(other => other.remedy === one.remedy).map(other => other[key])).size > 1;
  const parts = [];
  if (one.ownDomain) {
    parts.push('own domain\u2019s statistics');
  }
  if (one.estimator && varies('estimator')) {
    parts.push(one.estimator === 'cumulative' ? 'plain average' : 'population estimate');
  }
  if (one.transform && varies('transform')) {
    parts.push(one.transform + ' transform');
  }
  if (one.dropout && varies('dropout')) {
    parts.push('dropout ' + one.dropout);
  }
  if (one.decay && varies('decay')) {
    parts.push('decay ' + one.decay);
  }
  addTestStatistics(parts, one);
  if (one.domain !== 'all') {
    parts.push('of the ' + one.domain + ' domain');
  }
  return (REMEDY_NAMES[one.remedy] || one.remedy) + (parts.length === 0 ? '' : ': ' + parts.join(', '));
}
