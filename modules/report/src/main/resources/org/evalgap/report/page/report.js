// ------------------------------------------------------------------------------------ the data

/** The figures of a page, with the questions that charts ask. A cell goes by its number. */
function openReport(data) {
  const count = data.cells.id.length;
  const axes = data.axes.map((axis, index) => ({
    index: index,
    key: axis.key,
    name: axisName(axis.key, data.axes),
    title: axisName(axis.key, data.axes).split('-').join(' '),
    values: axis.values,
    numeric: axis.numeric,
  }));
  const telling = axes.slice().sort((a, b) => rank(a) - rank(b) || a.index - b.index);
  const at = new Map();
  for (let cell = count - 1; cell >= 0; cell--) {
    at.set(data.cells.position[cell].join(' '), cell);
  }
  const report = {
    data: data,
    axes: axes,
    count: count,
    cells: range(count),
  };

  report.axisByKey = key => axes.find(axis => axis.key === key);

  /** The cell at a position, a number of a value for each axis; -1 if there is none. */
  report.cellAt = position => {
    const cell = at.get(position.join(' '));
    return cell === undefined ? -1 : cell;
  };

  report.position = cell => data.cells.position[cell];

  /** The whole label: every axis with its value. */
  report.label = cell => {
    const parts = axes
      .filter(axis => report.position(cell)[axis.index] >= 0)
      .map(axis => axis.key + ' = ' + axis.values[report.position(cell)[axis.index]]);
    return parts.length === 0 ? data.cells.label[cell] || 'the only cell' : parts.join(', ');
  };

  /** As short as can be told apart: values, with the axis's name where a value alone says too little. */
  report.shortLabel = cell => {
    const parts = telling
      .filter(axis => axis.values.length > 1 && report.position(cell)[axis.index] >= 0)
      .map(axis => shortValue(axis, axis.values[report.position(cell)[axis.index]]));
    return parts.length === 0 ? report.label(cell) : parts.join(' \u00b7 ');
  };

  /** Mean and half interval of a figure of a cell; null if it has none. */
  report.spread = (metric, cell) => {
    const columns = data.metrics[metric];
    if (!columns || !isNumber(columns[0][cell])) {
      return null;
    }
    const half = columns.length > 1 ? columns[1][cell] : null;
    return { mean: columns[0][cell], half: isNumber(half) ? half : null };
  };

  report.has = metric => data.metrics[metric] !== undefined;

  report.details = cell => data.details[String(cell)] || {};

  return report;
}

/** The last part of an axis's key, unless another axis has the same. */
function axisName(key, axes) {
  const last = key.substring(key.lastIndexOf('.') + 1);
  const same = axes.filter(axis => axis.key.substring(axis.key.lastIndexOf('.') + 1) === last).length;
  return same === 1 ? last : key;
}

/** Axes in the order in which people tell cells apart; long values come last. */
function rank(axis) {
  const known = ['normalization', 'batch-size', 'dropout', 'composition'].indexOf(axis.name);
  return known >= 0 ? known : 10 + largest(axis.values.map(value => value.length));
}

const NORMS = { batch: 'BatchNorm', group: 'GroupNorm', layer: 'LayerNorm', none: 'no norm' };

function shortValue(axis, value) {
  if (axis.name === 'normalization' && NORMS[value] !== undefined) {
    return NORMS[value];
  }
  const saysTooLittle = axis.numeric || value === 'none' || value === 'true' || value === 'false' || value.length < 3;
  return saysTooLittle ? axis.title + ' ' + value : value;
}

function range(count) {
  const numbers = [];
  for (let i = 0; i < count; i++) {
    numbers.push(i);
  }
  return numbers;
}

function spreadOf(pair) {
  return pair && isNumber(pair[0]) ? { mean: pair[0], half: isNumber(pair[1]) ? pair[1] : null } : null;
}

function smallest(values) {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function largest(values) {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

// ------------------------------------------------------------------------------------ what can be looked at

/** Figures that every cell has; `by` is the name of a column, or its beginning where there is one for each split. */
const METRICS = [
  { id: 'degradation', name: 'Eval-mode degradation', unit: UNITS.points, splits: true, sign: 'positive = eval() is worse' },
  { id: 'train-mode', name: 'Accuracy in train mode', unit: UNITS.percent, splits: true },
  { id: 'eval-mode', name: 'Accuracy after eval()', unit: UNITS.percent, splits: true },
  { id: 'training-log', name: 'Accuracy in the training log', unit: UNITS.percent },
  { id: 'total-gap', name: 'Total gap: training log minus deployed', unit: UNITS.points, sign: 'positive = the user gets less than was seen' },
  { id: 'share/statistics', name: 'Share of the gap: statistics', unit: UNITS.points, sign: 'positive = widens the gap' },
  { id: 'share/dropout', name: 'Share of the gap: dropout', unit: UNITS.points, sign: 'positive = widens the gap' },
  { id: 'share/transform', name: 'Share of the gap: transform', unit: UNITS.points, sign: 'positive = widens the gap' },
  { id: 'share/split', name: 'Share of the gap: split', unit: UNITS.points, sign: 'positive = widens the gap' },
  { id: 'loss-degradation', name: 'Rise of cross-entropy by eval()', unit: UNITS.natsChange, splits: true, sign: 'positive = eval() is worse' },
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
  return METRICS.filter(metric => report.has(metricColumn(metric, 'test')) || report.has(metricColumn(metric, 'train')));
}

/** Lines and panels beyond these are not drawn. */
const SERIES = 8;
const PANELS = 12;

/** What is looked at first. */
function defaultChoice(report) {
  const unused = report.axes.slice();
  const take = (names, most) => {
    const fits = axis => axis.values.length > 1 && axis.values.length <= most;
    const wanted = names.map(name => unused.find(one => one.name === name && fits(one))).find(one => one !== undefined);
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
