// ------------------------------------------------------------ where panels of the grid stand

/** Panels for those rows and columns that have points; below each other where the page is narrow. */
function gridLayout(report, choice, view, points) {
  const valuesOf = axis => (axis === null ? [''] : report.axes[axis].values);
  const used = (name, axis) =>
    range(valuesOf(axis).length).filter(value => points.some(point => point[name] === value));
  const pairs = [];
  const rowsByPoints = used('row', choice.row).sort(
    (a, b) => count(points, 'row', b) - count(points, 'row', a) || a - b,
  );
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
  const perRow = Math.max(
    1,
    Math.min(
      pairs.length,
      Math.floor(view.width / 330),
      used('column', choice.column).length === pairs.length ? 4 : used('column', choice.column).length,
    ),
  );
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
  return (
    layout.series.indexOf(point.series) >= 0 &&
    layout.pairs.some(pair => pair[0] === point.row && pair[1] === point.column)
  );
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
