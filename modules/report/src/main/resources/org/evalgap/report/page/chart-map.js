// ------------------------------------------------------------ map of collapse

/** The map's cell is too small for a number below so many pixels. */
const NUMBER_WIDTH = 44;

/** Percentages and points up to this size never have the full colour: what is hardly there looks so. */
const FAINT = 5;

/** Degradation, or another figure, over two axes: a colour and a number for each cell. */
function mapChart(report, choice, view) {
  const metric = metricById(choice.metric);
  if (!metric || choice.x === null || choice.series === null) {
    return nothing('Map', 'A map needs two axes: choose one along x and one for lines.');
  }
  const [x, y] = [report.axes[choice.x], report.axes[choice.series]];
  const title = 'Map: ' + metric.name + ' by ' + x.title + ' and ' + y.title;
  const cells = mapCells(report, choice, metric);
  if (cells.length === 0) {
    return nothing(title, 'No cell with the values chosen above has this figure.');
  }
  const room = Math.min(190, 24 + 7.5 * largest(y.values.map(value => shortValue(y, value).length)));
  const width = (view.width - room - 20) / x.values.length;
  const reach =
    largest(cells.map(cell => Math.abs(cell.value[2])).concat([metric.unit.scale === 100 ? FAINT : 0])) || 1;
  const low = metric.unit.signed ? 0 : smallest(cells.map(cell => cell.value[2]));
  cells.forEach(cell => {
    const part = metric.unit.signed ? cell.value[2] / reach : (cell.value[2] - low) / (reach - low || 1);
    cell.itemStyle = { color: blend(view.theme, part) };
    cell.number = width < NUMBER_WIDTH ? '' : unitNumber(cell.spread.mean, metric.unit);
    cell.text = Math.abs(part) > 0.62 ? view.theme.ground : view.theme.text;
  });
  const option = baseOption(view);
  option.grid = { left: room, right: 12, top: 8, bottom: 46 };
  option.xAxis = stepAxis(view, x.values, { name: x.title, nameGap: 28 });
  option.yAxis = stepAxis(
    view,
    y.values.map(value => shortValue(y, value)),
    {},
  );
  Object.assign(option.yAxis.axisLabel, { color: view.theme.text, width: room - 12, overflow: 'truncate' });
  option.series = [
    {
      type: 'custom',
      clip: true,
      renderItem: (params, api) => drawMapCell(cells[params.dataIndex], api, view),
      encode: { x: 0, y: 1 },
      data: cells,
      emphasis: { disabled: true },
    },
  ];
  const worst = cells.slice().sort((a, b) => b.value[2] - a.value[2])[0];
  return {
    title: title,
    summary:
      'The highest of ' +
      plural(cells.length, 'cell') +
      ': ' +
      spreadText(worst.spread, metric.unit) +
      ' at ' +
      report.shortLabel(worst.cell) +
      '.',
    note:
      (metric.sign ? metric.sign + '; ' : '') +
      'the darker, the farther from ' +
      (metric.unit.signed ? '0' : 'the lowest') +
      '; a dot: fewer than four replicates, no interval; a ring: the interval leaves out 0',
    option: option,
    height: 60 + Math.max(34, Math.min(54, width)) * y.values.length,
    table: {
      head: [y.title].concat(x.values.map(value => x.title + ' ' + value)),
      rows: y.values.map((value, row) =>
        [shortValue(y, value)].concat(
          x.values.map((other, column) => {
            const cell = cells.find(one => one.value[0] === column && one.value[1] === row);
            return cell ? spreadCell(cell.spread, metric.unit, true) : ABSENT;
          }),
        ),
      ),
    },
  };
}

/** The cells of the first panel that the choice gives, where the others have their most frequent values. */
function mapCells(report, choice, metric) {
  const all = gridPoints(report, choice, metricColumn(metric, choice.split));
  const first = all.slice().sort((a, b) => a.row - b.row || a.column - b.column)[0];
  return all
    .filter(point => point.row === first.row && point.column === first.column && point.x >= 0 && point.series >= 0)
    .map(point => ({
      value: [point.x, point.series, point.spread.mean * metric.unit.scale],
      spread: point.spread,
      signed: metric.unit.signed,
      cell: point.cell,
      lines: [spreadText(point.spread, metric.unit), report.label(point.cell), 'Click: look at this cell below'],
    }));
}

function drawMapCell(cell, api, view) {
  const [x, y] = api.coord([cell.value[0], cell.value[1]]);
  const [width, height] = api.size([1, 1]);
  const shape = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 };
  const children = [
    { type: 'rect', shape: shape, style: { fill: cell.itemStyle.color, stroke: view.theme.line, lineWidth: 1 } },
    {
      type: 'text',
      style: {
        x: x,
        y: y,
        text: cell.number,
        fill: cell.text,
        align: 'center',
        verticalAlign: 'middle',
        fontSize: 12,
      },
    },
  ];
  const sure = isNumber(cell.spread.half) && Math.abs(cell.spread.mean) > cell.spread.half;
  if (!isNumber(cell.spread.half) || (cell.signed && sure)) {
    children.push({
      type: 'circle',
      shape: { cx: shape.x + 7, cy: shape.y + 7, r: 2.5 },
      style: { fill: sure ? 'none' : cell.text, stroke: cell.text, lineWidth: 1.2 },
    });
  }
  return { type: 'group', children: children };
}

/** From the ground to orange for +1 and to blue for \u22121. */
function blend(theme, part) {
  const end = part < 0 ? theme.series[0] : theme.series[1];
  const share = Math.min(1, Math.abs(part));
  const channel = (colour, index) => parseInt(colour.substring(1 + 2 * index, 3 + 2 * index), 16);
  const mixed = [0, 1, 2].map(index =>
    Math.round(channel(theme.ground, index) + share * (channel(end, index) - channel(theme.ground, index))),
  );
  return '#' + mixed.map(value => (value < 16 ? '0' : '') + value.toString(16)).join('');
}
