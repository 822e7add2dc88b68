// ------------------------------------------------------------ all axes side by side

/** Lines and axes beyond these cannot be told apart. */
const PARALLEL_LINES = 600;
const PARALLEL_AXES = 9;

/** Letters of a value beside its axis; the whole is in the table, and in what a line tells. */
const LABEL = 12;

/** Parallel coordinates: a line for each cell, over all axes of the study and the figure. */
function parallelChart(report, choice, view) {
  const metric = metricById(choice.metric);
  const title = 'All axes side by side' + (metric ? ': ' + metric.name : '');
  const axes = report.telling.slice(0, PARALLEL_AXES);
  if (!metric || axes.length < 2) {
    return nothing(title, 'This needs a study with two axes or more.');
  }
  const found = parallelCells(report, metricColumn(metric, choice.split));
  if (found.length === 0) {
    return nothing(title, 'No cell has this figure.');
  }
  const shown = found.slice(0, PARALLEL_LINES);
  const series = choice.series === null ? null : report.axes[choice.series];
  const groups = parallelGroups(report, shown, series);
  const upright = view.width < 560;
  const option = baseOption(view);
  const names = groups.map(group => group.name);
  const top = legendHeight(view, names) + (upright ? 30 : 44);
  const height = upright ? top + 74 * axes.length + 60 : top + 320;
  option.legend = Object.assign(legend(view, names), { icon: 'rect', itemHeight: 3 });
  option.parallel = {
    layout: upright ? 'vertical' : 'horizontal',
    left: upright ? 30 : 70,
    right: upright ? 40 : 90,
    top: top,
    bottom: upright ? 40 : 24,
  };
  option.parallelAxis = parallelAxes(axes, metric, shown, view, upright);
  option.series = groups.map((group, index) => {
    const number = group.value === null ? 0 : group.value;
    return {
      type: 'parallel',
      name: group.name,
      lineStyle: {
        color: view.theme.series[number % view.theme.series.length],
        type: DASHES[number % DASHES.length],
        width: 1.5,
        opacity: 0.6,
      },
      itemStyle: { color: view.theme.series[number % view.theme.series.length] },
      inactiveOpacity: 0.06,
      activeOpacity: 0.9,
      z: 2 + index,
      data: group.cells.map(one => parallelLine(report, axes, metric, one, choice)),
    };
  });
  return {
    title: title,
    summary: parallelSummary(report, metric, found),
    note: [
      metric.sign,
      'a line is a cell, the bold one the cell that is looked at below; drag along an axis to keep the lines that ' +
        'pass there, click it to keep all',
      shown.length < found.length
        ? 'only the ' + shown.length + ' cells of ' + found.length + ' whose figure is farthest from 0 are drawn'
        : '',
      report.telling.length > axes.length
        ? 'only the first ' + axes.length + ' axes are drawn'
        : '',
    ]
      .filter(Boolean)
      .join('; '),
    option: option,
    height: height,
    table: {
      head: axes.map(axis => axis.key).concat([metric.name + ' (' + metric.unit.axis + ')']),
      rows: found.map(one =>
        axes
          .map(axis => valueText(axis, report.position(one.cell)))
          .concat([spreadCell(one.spread, metric.unit, true)]),
      ),
    },
  };
}

function parallelCells(report, column) {
  return report.cells
    .map(cell => ({ cell: cell, spread: report.spread(column, cell) }))
    .filter(one => one.spread !== null)
    .sort((a, b) => Math.abs(b.spread.mean) - Math.abs(a.spread.mean) || a.cell - b.cell);
}

/** The cells by their value on the axis that the grid draws as lines, so that colours are the same. */
function parallelGroups(report, shown, series) {
  if (series === null) {
    return [{ name: 'all cells', value: null, cells: shown }];
  }
  return range(series.values.length)
    .map(value => ({
      name: shortValue(series, series.values[value]),
      value: value,
      cells: shown.filter(one => report.position(one.cell)[series.index] === value),
    }))
    .concat([
      {
        name: series.title + ' without effect',
        value: series.values.length,
        cells: shown.filter(one => report.position(one.cell)[series.index] < 0),
      },
    ])
    .filter(group => group.cells.length > 0);
}

function valueText(axis, position) {
  return position[axis.index] < 0 ? ABSENT : axis.values[position[axis.index]];
}

function parallelAxes(axes, metric, shown, view, upright) {
  const bounds = extent(
    shown.map(one => one.spread.mean * metric.unit.scale),
    metric.unit.signed,
  );
  const look = {
    nameLocation: upright ? 'start' : 'end',
    nameGap: upright ? 12 : 18,
    nameTextStyle: {
      color: view.theme.text,
      fontSize: 12,
      align: upright ? 'left' : 'center',
      verticalAlign: upright ? 'bottom' : 'top',
      padding: upright ? [0, 0, 12, 0] : 0,
      overflow: 'truncate',
      width: upright ? view.width - 60 : Math.max(60, (view.width - 160) / axes.length - 8),
    },
    axisLine: { lineStyle: { color: view.theme.muted } },
    axisTick: { lineStyle: { color: view.theme.muted } },
    axisLabel: {
      color: view.theme.text,
      backgroundColor: view.theme.ground,
      padding: [1, 3],
      fontSize: 12,
      hideOverlap: true,
      formatter: value => (value.length > LABEL ? value.substring(0, LABEL - 1) + '\u2026' : value),
    },
    areaSelectStyle: { color: view.theme.series[0], borderColor: view.theme.series[0], opacity: 0.25 },
  };
  return axes
    .map((axis, dim) =>
      Object.assign({}, look, { dim: dim, name: axis.title, type: 'category', data: axis.values }),
    )
    .concat([
      Object.assign({}, look, {
        dim: axes.length,
        name: metric.unit.suffix.trim() || metric.name,
        type: 'value',
        min: bounds.min,
        max: bounds.max,
        interval: bounds.interval,
        axisLabel: Object.assign({}, look.axisLabel, { formatter: tickText }),
      }),
    ]);
}

function parallelLine(report, axes, metric, one, choice) {
  const position = report.position(one.cell);
  const line = {
    value: axes
      .map(axis => (position[axis.index] < 0 ? '-' : axis.values[position[axis.index]]))
      .concat([one.spread.mean * metric.unit.scale]),
    cell: one.cell,
    lines: [spreadText(one.spread, metric.unit), report.label(one.cell), 'Click: look at this cell below'],
  };
  if (one.cell === choice.cell) {
    line.lineStyle = { width: 4, opacity: 1 };
  }
  return line;
}

function parallelSummary(report, metric, found) {
  const ordered = found.slice().sort((a, b) => b.spread.mean - a.spread.mean);
  const high = ordered[0];
  const low = ordered[ordered.length - 1];
  return (
    plural(found.length, 'cell') +
    ', the highest ' +
    spreadText(high.spread, metric.unit) +
    ' at ' +
    report.shortLabel(high.cell) +
    ', the lowest ' +
    spreadText(low.spread, metric.unit) +
    ' at ' +
    report.shortLabel(low.cell) +
    '.'
  );
}
