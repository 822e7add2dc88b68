// ------------------------------------------------------------ the data

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
  const opened = new Map();
  const report = {
    data: data,
    axes: axes,
    count: count,
    cells: range(count),
    telling: telling.filter(axis => axis.values.length > 1),
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
    return parts.length === 0 ? 'the only cell' : parts.join(', ');
  };

  /** As short as can be told apart: values, with the axis's name where a value alone says too little. */
  report.shortLabel = cell => {
    const parts = telling
      .filter(axis => axis.values.length > 1 && report.position(cell)[axis.index] >= 0)
      .map(axis => shortValue(axis, axis.values[report.position(cell)[axis.index]]));
    return parts.length === 0 ? report.label(cell) : parts.join(' \u00b7 ');
  };

  /** A figure of a cell: its mean, half of its interval, its replicates; null if the cell has none. */
  report.spread = (metric, cell) => spreadAt(data.metrics[metric], cell);

  report.has = metric => data.metrics[metric] !== undefined;

  /** Whether any cell has such details. */
  report.hasDetails = name => Object.keys(data.details).some(cell => data.details[cell][name] !== undefined);

  /** What there is of a cell beyond its figures: rows of evaluations, remedies, epochs, and layers. */
  report.details = cell => {
    if (!opened.has(cell)) {
      opened.set(cell, openDetails(data.details[String(cell)] || {}));
    }
    return opened.get(cell);
  };

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
  const saysTooLittle =
    axis.numeric || value === 'none' || value === 'true' || value === 'false' || value.length < 3;
  return saysTooLittle ? axis.title + ' ' + value : value;
}

function range(count) {
  const numbers = [];
  for (let i = 0; i < count; i++) {
    numbers.push(i);
  }
  return numbers;
}

function openDetails(details) {
  return {
    evaluations: rowsOf(details.evaluations),
    remedies: rowsOf(details.remedies),
    epochs: rowsOf(details.epochs),
    statisticsCauses: rowsOf(details.statisticsCauses),
    layers: (details.layers || []).map(layer => Object.assign({}, layer, { epochs: rowsOf(layer.epochs) })),
  };
}

/** The rows of a table that is stored by columns, each with its keys by name and its figures. */
function rowsOf(table) {
  if (!table) {
    return [];
  }
  const keys = Object.keys(table.keys);
  return range(table.keys[keys[0]].length).map(index => {
    const row = { figure: name => spreadAt(table.figures[name], index) };
    keys.forEach(key => {
      row[key] = table.keys[key][index];
    });
    return row;
  });
}

/** A figure of one row; null if it has none. */
function spreadAt(figures, row) {
  if (!figures || !isNumber(figures.mean[row])) {
    return null;
  }
  const half = figures.half ? figures.half[row] : null;
  const values = figures.replicates ? figures.replicates[row] : null;
  return { mean: figures.mean[row], half: isNumber(half) ? half : null, values: values || [] };
}

function smallest(values) {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function largest(values) {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
