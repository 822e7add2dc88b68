// ------------------------------------------------------------ degradation over the grid

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
  const marks = layout.pairs.map(pair => gridMarks(report, layout, points, metric, pair));
  const bounds = panelBounds(
    marks.map(lines =>
      [].concat.apply(
        [],
        lines.map(line => markValues(line.marks, false)),
      ),
    ),
    metric.unit.signed,
  );
  layout.panels.forEach((panel, index) => {
    const last = index >= layout.panels.length - layout.columns;
    const first = index % layout.columns === 0;
    option.xAxis.push(
      stepAxis(view, layout.xLabels, { gridIndex: index, name: last ? layout.xName : '', nameGap: 28 }),
    );
    option.yAxis.push(
      valueAxis(view, {
        gridIndex: index,
        name: first ? metric.unit.axis : '',
        nameGap: 40,
        min: bounds[index].min,
        max: bounds[index].max,
        interval: bounds[index].interval,
      }),
    );
    gridSeries(option, layout, marks[index], index, metric, view);
  });
  return {
    title: title,
    summary: gridSummary(report, metric, points, layout),
    note: [
      metric.sign,
      REPLICATES_NOTE,
      wildNote(layout, bounds),
      points.length < all.length
        ? 'only the first ' +
          plural(layout.pairs.length, 'panel') +
          ' and ' +
          plural(layout.series.length, 'line') +
          ' of what is chosen are drawn, ' +
          points.length +
          ' of ' +
          plural(all.length, 'cell')
        : '',
    ]
      .filter(Boolean)
      .join('; '),
    option: option,
    height: layout.height,
    table: {
      head: ['Cell', metric.name + ' (' + metric.unit.axis + ')', 'replicates'],
      rows: all.map(point => [
        report.label(point.cell),
        spreadCell(point.spread, metric.unit, true),
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
      shown.push({
        cell: cell,
        spread: spread,
        x: on(choice.x),
        series: on(choice.series),
        column: on(choice.column),
        row: on(choice.row),
      });
    }
  });
  return shown;
}

/** Panels with an axis of their own, so that they flatten no other. */
function wildNote(layout, bounds) {
  const names = layout.panelNames.filter((name, index) => bounds[index].wild);
  return names.length === 0 ? '' : 'with an axis of their own: ' + names.join(', ');
}

/** The marks of a panel, line by line. */
function gridMarks(report, layout, points, metric, pair) {
  const spacing = 0.34 / Math.max(1, layout.series.length);
  return layout.series.map((series, index) => {
    const shift = (index - (layout.series.length - 1) / 2) * spacing;
    return {
      index: index,
      marks: points
        .filter(point => point.series === series && point.row === pair[0] && point.column === pair[1])
        .sort((a, b) => a.x - b.x)
        .map(point => gridMark(report, metric, point, layout.xs.indexOf(point.x) + shift)),
    };
  });
}

function gridSeries(option, layout, lines, panel, metric, view) {
  lines
    .filter(line => line.marks.length > 0)
    .forEach((line, drawn) => {
      const colour = view.theme.series[line.index % view.theme.series.length];
      const place = { name: layout.seriesNames[line.index], xAxisIndex: panel, yAxisIndex: panel };
      const series = Object.assign(
        {
          type: 'line',
          data: line.marks,
          symbol: SYMBOLS[line.index % SYMBOLS.length],
          symbolSize: 9,
          lineStyle: { color: colour, width: 2, type: DASHES[line.index % DASHES.length] },
          itemStyle: { color: colour },
          emphasis: { disabled: true },
          z: 4,
        },
        place,
      );
      if (metric.unit.signed && drawn === 0) {
        series.markLine = referenceLine(view, 'yAxis', 0);
      }
      option.series.push(series, whiskers(line.marks, colour, place), replicates(line.marks, colour, false, place));
    });
}

function gridMark(report, metric, point, x) {
  return markAt(x, point.spread, metric.unit, {
    cell: point.cell,
    lines: [
      spreadText(point.spread, metric.unit),
      report.shortLabel(point.cell),
      plural(report.data.cells.replicates[point.cell], 'replicate'),
      'Click: look at this cell below',
    ],
  });
}

function gridSummary(report, metric, points, layout) {
  const ordered = points.slice().sort((a, b) => a.spread.mean - b.spread.mean);
  const low = ordered[0];
  const high = ordered[ordered.length - 1];
  if (points.length === 1) {
    return metric.name + ': ' + spreadText(low.spread, metric.unit) + '.';
  }
  return (
    metric.name +
    ' of ' +
    plural(points.length, 'cell') +
    ' in ' +
    plural(layout.pairs.length, 'panel') +
    ': from ' +
    spreadText(low.spread, metric.unit) +
    ' (' +
    report.shortLabel(low.cell) +
    ') to ' +
    spreadText(high.spread, metric.unit) +
    ' (' +
    report.shortLabel(high.cell) +
    ').'
  );
}
