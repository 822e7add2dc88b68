// ------------------------------------------------------------ what can be looked at

/** Figures that every cell has; `by` is the name of a column, or its beginning where there is one for each split. */
const METRICS = [
  {
    id: 'degradation',
    name: 'Eval-mode degradation',
    unit: UNITS.points,
    splits: true,
    sign: 'positive = eval() is worse',
  },
  { id: 'train-mode', name: 'Accuracy in train mode', unit: UNITS.percent, splits: true },
  { id: 'eval-mode', name: 'Accuracy after eval()', unit: UNITS.percent, splits: true },
  { id: 'training-log', name: 'Accuracy in the training log', unit: UNITS.percent },
  {
    id: 'total-gap',
    name: 'Total gap: training log minus deployed',
    unit: UNITS.points,
    sign: 'positive = the user gets less than was seen',
  },
  {
    id: 'share/statistics',
    name: 'Share of the gap: statistics',
    unit: UNITS.points,
    sign: 'positive = widens the gap',
  },
  { id: 'share/dropout', name: 'Share of the gap: dropout', unit: UNITS.points, sign: 'positive = widens the gap' },
  {
    id: 'share/transform',
    name: 'Share of the gap: transform',
    unit: UNITS.points,
    sign: 'positive = widens the gap',
  },
  { id: 'share/split', name: 'Share of the gap: split', unit: UNITS.points, sign: 'positive = widens the gap' },
  {
    id: 'loss-degradation',
    name: 'Rise of cross-entropy by eval()',
    unit: UNITS.natsChange,
    splits: true,
    sign: 'positive = eval() is worse',
  },
  { id: 'calibration-error', name: 'Calibration error after eval()', unit: UNITS.percent, splits: true },
  { id: 'mean-distance', name: 'Running mean off the population mean', unit: UNITS.deviations },
  { id: 'divergence', name: 'Running statistics off the population (divergence)', unit: UNITS.nats },
  { id: 'range-escape', name: 'Activations outside the trained range', unit: UNITS.percent },
];

function metricColumn(metric, split) {
  return metric.splits ? metric.id + '/' + split : metric.id;
}

function metricById(id) {
  return METRICS.find(metric => metric.id === id);
}

function availableMetrics(report) {
  return METRICS.filter(
    metric => report.has(metricColumn(metric, 'test')) || report.has(metricColumn(metric, 'train')),
  );
}

/** Lines and panels beyond these are not drawn. */
const SERIES = 8;
const PANELS = 12;

/** What is looked at first. */
function defaultChoice(report) {
  const unused = report.axes.slice();
  const take = (names, most) => {
    const fits = axis => axis.values.length > 1 && axis.values.length <= most;
    const wanted = names
      .map(name => unused.find(one => one.name === name && fits(one)))
      .find(one => one !== undefined);
    const axis = wanted || unused.find(fits);
    if (axis === undefined) {
      return null;
    }
    unused.splice(unused.indexOf(axis), 1);
    return axis.index;
  };
  const x = take(['run', 'batch-size'], Infinity);
  const series = take(['normalization'], SERIES);
  const column = take(['dropout'], 4);
  const row = take(['augmentation'], 4);
  const metrics = availableMetrics(report);
  const choice = {
    x: x,
    series: series,
    column: column,
    row: row,
    metric: metrics.length === 0 ? null : metrics[0].id,
    split: 'test',
    fixed: {},
    cell: firstCell(report),
    pinned: [],
    measure: 'gain',
  };
  choice.fixed = bestFixed(report, choice);
  return choice;
}

/** The cell of the verdict, or the first. */
function firstCell(report) {
  const scope = report.data.verdict.scopes.find(one => isNumber(one.cell));
  return scope ? scope.cell : report.count > 0 ? 0 : null;
}

/** Of the axes that are not drawn, the values that most cells share. */
function bestFixed(report, choice) {
  const others = freeAxes(report, choice);
  const tally = new Map();
  report.cells.forEach(cell => {
    const key = others.map(axis => report.position(cell)[axis.index]).join(' ');
    tally.set(key, (tally.get(key) || 0) + 1);
  });
  let best = null;
  tally.forEach((cells, key) => {
    if (best === null || cells > tally.get(best)) {
      best = key;
    }
  });
  const fixed = {};
  if (best !== null && others.length > 0) {
    best.split(' ').forEach((value, index) => {
      fixed[others[index].index] = Number(value);
    });
  }
  return fixed;
}

function freeAxes(report, choice) {
  const drawn = [choice.x, choice.series, choice.column, choice.row];
  return report.axes.filter(axis => drawn.indexOf(axis.index) < 0);
}
