// ------------------------------------------------------------------------------------ degradation over the grid

/** Small multiples: one figure over the x axis, a line for each value of the series axis. */
function gridChart(report, choice, view) {
  const metric = metricById(choice.metric);
  if (!metric || report.count === 0) {
    return nothing('Degradation', 'No cell has been measured yet.');
  }
  const column = metricColumn(metric, choice.split);
  const splitText = metric.splits ? ', ' + choice.split + ' images' : '';
  const title = metric.name + splitText + (choice.x === null ? '' : ' by ' + report.axes[choice.x].title);
  const all = gridPoints(report, choice, column);
  if (all.length === 0) {
    return nothing(title, 'No cell with the values chosen above has this figure.');
  }
  const layout = gridLayout(report, choice, view, all);
  const points = all.filter(point => isDrawn(layout, point));
  const option = baseOption(view);
  option.legend = legend(view, layout.seriesNames);
  option.grid = layout.panels;
  option.title = layout.panels.map((panel, index) => panelTitle(view, layout.panelNames[index], panel));
  option.xAxis = [];
  option.yAxis = [];
  option.series = [];
  const bounds = extent(pointBounds(points, metric.unit.scale), metric.unit.signed);
  layout.panels.forEach((panel, index) => {
    const last = index >= layout.panels.length - layout.columns;
    const first = index % layout.columns === 0;
    option.xAxis.push(stepAxis(view, layout.xLabels, { gridIndex: index, name: last ? layout.xName : '', nameGap: 28 }));
    option.yAxis.push(
      valueAxis(view, {
        gridIndex: index,
        name: first ? metric.unit.axis : '',
        nameGap: 40,
        min: bounds.min,
        max: bounds.max,
        interval: bounds.interval,
      }),
    );
    gridSeries(option, layout, points, index, metric, view, report);
  });
  return {
    title: title,
    summary: gridSummary(report, metric, points, layout),
    note: [
      metric.sign,
      'whiskers: 95 % intervals over replicates (Student\u2019s t)',
      points.length < all.length ? 'only the first ' + plural(layout.pairs.length, 'panel') + ' and ' + plural(layout.series.length, 'line') + ' of what is chosen are drawn, ' + points.length + ' of ' + plural(all.length, 'cell') : '',
    ].filter(Boolean).join('; '),
    option: option,
    height: layout.height,
    table: {
      head: ['Cell', metric.name + ' (' + metric.unit.axis + ')', '\u00b1 half of the 95 % interval', 'replicates'],
      rows: all.map(point => [
        report.label(point.cell),
        unitNumber(point.spread.mean, metric.unit),
        isNumber(point.spread.half) ? unitNumber(point.spread.half, metric.unit).replace('+', '') : ABSENT,
        String(report.data.cells.replicates[point.cell]),
      ]),
    },
  };
}

/** The cells that the choice shows, each with its place. */
function gridPoints(report, choice, column) {
  const shown = [];
  const seen = new Set();
  report.cells.forEach(cell => {
    const position = report.position(cell);
    const fits = freeAxes(report, choice).every(axis => position[axis.index] === choice.fixed[axis.index]);
    const spread = report.spread(column, cell);
    const key = position.join(' ');
    if (fits && spread !== null && !seen.has(key)) {
      seen.add(key);
      const on = axis => (axis === null ? 0 : position[axis]);
      shown.push({ cell: cell, spread: spread, x: on(choice.x), series: on(choice.series), column: on(choice.column), row: on(choice.row) });
    }
  });
  return shown;
}

function pointBounds(points, scale) {
  return points
    .map(point => point.spread.mean - (point.spread.half || 0))
    .concat(points.map(point => point.spread.mean + (point.spread.half || 0)))
    .map(value => value * scale);
}

/** Panels for those rows and columns that have points; below each other where the page is narrow. */
function gridLayout(report, choice, view, points) {
  const valuesOf = axis => (axis === null ? [''] : report.axes[axis].values);
  const used = (name, axis) => range(valuesOf(axis).length).filter(value => points.some(point => point[name] === value));
  const pairs = [];
  const rowsByPoints = used('row', choice.row).sort((a, b) => count(points, 'row', b) - count(points, 'row', a) || a - b);
  rowsByPoints.forEach(row => {
    used('column', choice.column).forEach(column => {
      if (points.some(point => point.row === row && point.column === column)) {
        pairs.push([row, column]);
      }
    });
  });
  pairs.splice(PANELS);
  const series = used('series', choice.series).slice(0, SERIES);
  const xs = used('x', choice.x);
  const seriesNames = series.map(value => seriesName(report, choice.series, value));
  const perRow = Math.max(1, Math.min(pairs.length, Math.floor(view.width / 330), used('column', choice.column).length === pairs.length ? 4 : used('column', choice.column).length));
  const rows = Math.ceil(pairs.length / perRow);
  const size = { left: 58, right: 10, top: legendHeight(view, seriesNames) + 34, height: 210, between: 82 };
  return {
    pairs: pairs,
    series: series,
    seriesNames: seriesNames,
    xs: xs,
    xLabels: xs.map(value => String(valuesOf(choice.x)[value])),
    xName: choice.x === null ? '' : report.axes[choice.x].title,
    columns: perRow,
    panels: panels(view, rows, perRow, size).slice(0, pairs.length),
    panelNames: pairs.map(pair => facetName(report, choice, pair)),
    height: size.top + rows * size.height + (rows - 1) * size.between + 56,
  };
}

function isDrawn(layout, point) {
  return layout.series.indexOf(point.series) >= 0 && layout.pairs.some(pair => pair[0] === point.row && pair[1] === point.column);
}

function count(points, name, value) {
  return points.filter(point => point[name] === value).length;
}

function seriesName(report, axis, value) {
  return axis === null ? 'all cells' : shortValue(report.axes[axis], report.axes[axis].values[value]);
}

function facetName(report, choice, pair) {
  const parts = [];
  if (choice.column !== null) {
    parts.push(facetPart(report.axes[choice.column], pair[1]));
  }
  if (choice.row !== null) {
    parts.push(facetPart(report.axes[choice.row], pair[0]));
  }
  return parts.join(' \u00b7 ');
}

function facetPart(axis, value) {
  const text = shortValue(axis, axis.values[value]);
  return text === axis.values[value] ? axis.title + ' ' + text : text;
}

function gridSeries(option, layout, points, panel, metric, view, report) {
  const pair = layout.pairs[panel];
  const spacing = 0.34 / Math.max(1, layout.series.length);
  layout.series.forEach((series, index) => {
    const shift = (index - (layout.series.length - 1) / 2) * spacing;
    const data = points
      .filter(point => point.series === series && point.row === pair[0] && point.column === pair[1])
      .sort((a, b) => a.x - b.x)
      .map(point => gridMark(report, metric, point, layout.xs.indexOf(point.x) + shift));
    if (data.length === 0) {
      return;
    }
    const colour = view.theme.series[index % view.theme.series.length];
    const line = {
      type: 'line',
      name: layout.seriesNames[index],
      xAxisIndex: panel,
      yAxisIndex: panel,
      data: data,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 9,
      lineStyle: { color: colour, width: 2, type: DASHES[index % DASHES.length] },
      itemStyle: { color: colour },
      emphasis: { disabled: true },
      z: 4,
    };
    if (metric.unit.signed && index === 0) {
      line.markLine = referenceLine(view, 'yAxis', 0);
    }
    option.series.push(line);
    option.series.push(
      whiskers(data, colour, { name: layout.seriesNames[index], xAxisIndex: panel, yAxisIndex: panel }),
    );
  });
}

function gridMark(report, metric, point, x) {
  const scale = metric.unit.scale;
  const mean = point.spread.mean * scale;
  const half = isNumber(point.spread.half) ? point.spread.half * scale : null;
  return {
    value: [x, mean, half === null ? null : mean - half, half === null ? null : mean + half],
    cell: point.cell,
    lines: [
      spreadText(point.spread, metric.unit),
      report.shortLabel(point.cell),
      plural(report.data.cells.replicates[point.cell], 'replicate'),
      'Click: look at this cell below',
    ],
  };
}

function gridSummary(report, metric, points, layout) {
  const ordered = points.slice().sort((a, b) => a.spread.mean - b.spread.mean);
  const low = ordered[0];
  const high = ordered[ordered.length - 1];
  if (points.length === 1) {
    return metric.name + ': ' + spreadText(low.spread, metric.unit) + '.';
  }
  return (
    metric.name + ' of ' + plural(points.length, 'cell') + ' in ' + plural(layout.pairs.length, 'panel') +
    ': from ' + spreadText(low.spread, metric.unit) + ' (' + report.shortLabel(low.cell) + ') to ' +
    spreadText(high.spread, metric.unit) + ' (' + report.shortLabel(high.cell) + ').'
  );
}

// ------------------------------------------------------------------------------------ from the training log to deployment

/** The steps between the two corners of a cell: the four shares, or in their stead the steps on the one way measured. */
function gapSteps(report, cell) {
  const shares = report.data.factors.map(cause => ({ cause: cause, spread: report.spread('share/' + cause, cell) }));
  if (shares.every(step => step.spread !== null)) {
    return { kind: 'shares', steps: shares };
  }
  const steps = [
    { cause: 'transform', spread: report.spread('step/transform', cell) },
    { cause: 'split', spread: report.spread('step/split', cell) },
    { cause: 'modes', spread: report.spread('degradation/test', cell) },
  ];
  return steps.every(step => step.spread !== null) ? { kind: 'steps', steps: steps } : { kind: 'none', steps: [] };
}

function waterfallChart(report, choice, view) {
  const title = 'From what the user saw to what the user gets';
  const cell = choice.cell;
  const log = cell === null ? null : report.spread('training-log', cell);
  const deployed = cell === null ? null : report.spread('eval-mode/test', cell);
  const gap = cell === null ? { kind: 'none', steps: [] } : gapSteps(report, cell);
  if (log === null || deployed === null || gap.kind === 'none') {
    return nothing(title, 'This cell has no finished trial with both corners measured.');
  }
  const narrow = view.width < 560;
  const bars = waterfallBars(log, deployed, gap.steps, narrow);
  const option = baseOption(view);
  const values = [];
  bars.forEach(bar => values.push(100 * bar.from, 100 * bar.to));
  bars.forEach(bar => isNumber(bar.half) && values.push(100 * (bar.to - bar.half), 100 * (bar.to + bar.half)));
  const bounds = extent(values, false);
  option.grid = { left: 56, right: 12, top: 26, bottom: narrow ? 74 : 46 };
  option.xAxis = stepAxis(view, bars.map(bar => bar.name), {});
  option.xAxis.axisLabel.interval = 0;
  option.xAxis.axisLabel.color = view.theme.text;
  option.xAxis.axisLabel.rotate = narrow ? 35 : 0;
  option.yAxis = valueAxis(view, { name: 'accuracy, %', nameGap: 38, min: bounds.min, max: bounds.max, interval: bounds.interval });
  option.series = [
    {
      type: 'custom',
      renderItem: drawWaterfallBar,
      encode: { x: 0, y: [1, 2] },
      data: bars.map((bar, index) => ({
        value: [index, 100 * bar.from, 100 * bar.to, bar.corner ? 1 : 0],
        lines: bar.lines,
        itemStyle: { color: bar.corner ? view.theme.strong : view.theme.cause[bar.cause] },
      })),
      label: { show: true },
    },
    whiskers(
      bars.map((bar, index) => ({
        value: [index, 0, isNumber(bar.half) ? 100 * (bar.to - bar.half) : null, isNumber(bar.half) ? 100 * (bar.to + bar.half) : null],
      })),
      view.theme.muted,
      {},
    ),
    waterfallTexts(bars, view, narrow),
  ];
  return {
    title: title,
    summary: waterfallSummary(report, cell, log, deployed, gap),
    note:
      (gap.kind === 'shares'
        ? 'Shares are Shapley values: the mean over all orders in which the four things can change, so that they add up to the gap. '
        : 'Only one order of change was measured (evaluation.corners = minimal), so each step is what it costs at its place in this order. ') +
      'Down is accuracy lost, up is accuracy gained. The axis does not begin at 0.',
    option: option,
    height: 330,
    table: {
      head: ['Step', 'Accuracy (%)', 'Change (points)', '\u00b1 half of the 95 % interval'],
      rows: bars.map(bar => [
        bar.name,
        fixed(100 * bar.to, 1),
        bar.corner ? ABSENT : signed(100 * (bar.to - bar.from), 1),
        isNumber(bar.half) ? fixed(100 * bar.half, 1) : ABSENT,
      ]),
    },
  };
}

function waterfallBars(log, deployed, steps, narrow) {
  const bars = [
    { name: narrow ? 'training log' : 'training log\n(what was seen)', corner: true, from: log.mean, to: log.mean, half: log.half, lines: ['Training log: ' + spreadText(log, UNITS.percent)] },
  ];
  let level = log.mean;
  steps.forEach(step => {
    const next = level - step.spread.mean;
    const change = { mean: -step.spread.mean, half: step.spread.half };
    bars.push({
      name: narrow ? step.cause : CAUSE_NAMES[step.cause],
      cause: step.cause,
      from: level,
      to: next,
      half: step.spread.half,
      lines: [CAUSE_NAMES[step.cause] + ': ' + spreadText(change, UNITS.points), CAUSE_MEANINGS[step.cause]],
    });
    level = next;
  });
  bars.push({ name: narrow ? 'deployed' : 'deployed\n(what one gets)', corner: true, from: deployed.mean, to: deployed.mean, half: deployed.half, lines: ['Deployed: ' + spreadText(deployed, UNITS.percent)] });
  return bars;
}

function drawWaterfallBar(params, api) {
  const corner = api.value(3) === 1;
  const from = api.coord([api.value(0), api.value(1)]);
  const to = api.coord([api.value(0), api.value(2)]);
  const width = Math.min(90, api.size([1, 0])[0] * 0.62);
  const thick = corner ? 5 : Math.max(2, Math.abs(to[1] - from[1]));
  const top = corner ? to[1] - 2.5 : Math.min(from[1], to[1]) - (thick === 2 ? 1 : 0);
  const next = api.size([1, 0])[0];
  return {
    type: 'group',
    children: [
      { type: 'rect', shape: { x: to[0] - width / 2, y: top, width: width, height: thick }, style: { fill: api.visual('color') } },
      {
        type: 'line',
        shape: { x1: to[0] + width / 2, y1: to[1], x2: to[0] + next - width / 2, y2: to[1] },
        style: { stroke: api.visual('color'), lineWidth: 1, lineDash: [3, 3], opacity: corner && params.dataIndexInside > 0 ? 0 : 0.7 },
      },
    ],
  };
}

/** Numbers above the bars. */
function waterfallTexts(bars, view, narrow) {
  return {
    type: 'scatter',
    symbolSize: 1,
    itemStyle: { color: 'transparent', opacity: 1 },
    silent: true,
    z: 6,
    data: bars.map((bar, index) => ({
      value: [index, 100 * (Math.max(bar.from, bar.to) + (isNumber(bar.half) ? Math.max(0, bar.half - Math.max(0, bar.from - bar.to)) : 0))],
      label: {
        show: true,
        position: 'top',
        distance: 6,
        color: view.theme.text,
        fontWeight: 600,
        fontSize: narrow ? 10.5 : 13,
        formatter: bar.corner ? fixed(100 * bar.to, 1) + ' %' : signed(100 * (bar.to - bar.from), 1),
      },
    })),
  };
}

function waterfallSummary(report, cell, log, deployed, gap) {
  const steps = gap.steps
    .map(step => CAUSE_NAMES[step.cause] + ' ' + points(-step.spread.mean))
    .join(', ');
  return (
    'Training log ' + spreadText(log, UNITS.percent) + ', deployed ' + spreadText(deployed, UNITS.percent) +
    '. Changes of accuracy: ' + steps + '.'
  );
}

// ------------------------------------------------------------------------------------ shares of many cells

/** Cells that are drawn on a wide and on a narrow page. */
const SHARED_CELLS = 40;
const SHARED_CELLS_NARROW = 16;

function sharesChart(report, choice, view) {
  const title = 'Whose the gap is, cell by cell';
  const complete = report.cells
    .map(cell => ({ cell: cell, gap: report.spread('total-gap', cell), parts: gapSteps(report, cell) }))
    .filter(one => one.gap !== null && one.parts.kind !== 'none');
  if (complete.length === 0) {
    return nothing(title, 'No cell has a finished trial with both corners measured.');
  }
  const narrow = view.width < 560;
  const size = one => one.parts.steps.reduce((sum, step) => sum + Math.abs(step.spread.mean), 0);
  const shown = complete
    .slice()
    .sort((a, b) => size(b) - size(a))
    .slice(0, narrow ? SHARED_CELLS_NARROW : SHARED_CELLS)
    .sort((a, b) => a.gap.mean - b.gap.mean);
  const causes = [];
  shown.forEach(one => one.parts.steps.forEach(step => causes.indexOf(step.cause) < 0 && causes.push(step.cause)));
  const names = causes.map(cause => CAUSE_NAMES[cause]);
  const room = narrow ? 0 : Math.min(460, view.width * 0.42);
  const top = legendHeight(view, names.concat(['total gap'])) + 8;
  const option = baseOption(view);
  option.aria = { enabled: false, decal: { show: true, decals: causes.map(cause => DECALS[cause] || { symbol: 'none' }) } };
  option.legend = legend(view, names.concat(['total gap']));
  option.grid = { left: room + 8, right: 18, top: top, bottom: 44 };
  option.xAxis = valueAxis(view, { name: 'percentage points of accuracy', nameGap: 28, scale: false });
  option.yAxis = {
    type: 'category',
    data: shown.map(one => report.shortLabel(one.cell)),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: labelBeside(view, room),
    z: 10,
  };
  option.series = causes.map((cause, index) => ({
    type: 'bar',
    name: names[index],
    stack: 'gap',
    barMaxWidth: 16,
    itemStyle: { color: view.theme.cause[cause], borderColor: view.theme.ground, borderWidth: 0.5 },
    emphasis: { disabled: true },
    data: shown.map(one => shareMark(report, one, cause)),
  }));
  option.series.push({
    type: 'scatter',
    name: 'total gap',
    symbol: 'diamond',
    symbolSize: 11,
    itemStyle: { color: view.theme.ground, borderColor: view.theme.strong, borderWidth: 2 },
    data: shown.map((one, index) => ({
      value: [100 * one.gap.mean, index],
      cell: one.cell,
      lines: ['Total gap: ' + spreadText(one.gap, UNITS.points), report.label(one.cell)],
    })),
    z: 5,
  });
  option.series[0].markLine = referenceLine(view, 'xAxis', 0);
  const bars = shown.slice().reverse();
  return {
    title: title,
    summary: sharesSummary(report, shown, complete),
    note:
      'To the right of 0: widens the gap between the training log and deployment. To the left: narrows it, as dropout does when the training log suffers from it. Diamond: the total gap.' +
      (shown.length < complete.length
        ? ' Shown are the ' + shown.length + ' of ' + complete.length + ' cells where most happens, up or down.'
        : ''),
    option: option,
    height: top + 56 + (narrow ? 44 : 22) * shown.length,
    table: {
      head: ['Cell', 'Total gap (points)'].concat(names.map(name => name + ' (points)')),
      rows: bars.map(one =>
        [report.label(one.cell), signed(100 * one.gap.mean, 1)].concat(
          causes.map(cause => {
            const step = one.parts.steps.find(each => each.cause === cause);
            return step ? signed(100 * step.spread.mean, 1) : ABSENT;
          }),
        ),
      ),
    },
  };
}

function shareMark(report, one, cause) {
  const step = one.parts.steps.find(each => each.cause === cause);
  if (!step) {
    return { value: null };
  }
  return {
    value: 100 * step.spread.mean,
    cell: one.cell,
    lines: [CAUSE_NAMES[cause] + ': ' + spreadText(step.spread, UNITS.points), CAUSE_MEANINGS[cause], report.label(one.cell), 'Click: look at this cell'],
  };
}

function sharesSummary(report, shown, complete) {
  const widest = shown[shown.length - 1];
  const largest = widest.parts.steps.slice().sort((a, b) => Math.abs(b.spread.mean) - Math.abs(a.spread.mean))[0];
  return (
    'Shares of the total gap in ' + shown.length + ' of ' + plural(complete.length, 'cell') + '. The widest gap, ' +
    spreadText(widest.gap, UNITS.points) + ', is at ' + report.shortLabel(widest.cell) + '; its largest share is ' +
    CAUSE_NAMES[largest.cause] + ' with ' + points(largest.spread.mean) + '.'
  );
}
