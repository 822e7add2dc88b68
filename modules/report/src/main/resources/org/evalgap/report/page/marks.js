// ------------------------------------------------------------ means, intervals, replicates

/** What charts say of their marks. */
const REPLICATES_NOTE =
  'small dots: single replicates; whiskers: 95 % intervals over at least four, of accuracies over images too ' +
  '(Student\u2019s t), cut where they would leave what is possible';

/** How far beside a mean its replicates are, in steps of the axis. */
const BESIDE = 0.07;

/** A mark over x: `value: [x, mean, low, high]`, and the replicates. */
function markAt(x, spread, unit, more) {
  const ends = intervalEnds(spread, unit);
  const scaled = value => (value === null ? null : value * unit.scale);
  return Object.assign(
    { value: [x, scaled(spread.mean), scaled(ends.low), scaled(ends.high)], dots: spread.values.map(scaled) },
    more,
  );
}

/** The same in a row: `value: [mean, y, low, high]`. */
function lyingMarkAt(y, spread, unit, more) {
  const mark = markAt(y, spread, unit, more);
  mark.value = [mark.value[1], y, mark.value[2], mark.value[3]];
  return mark;
}

/** All that marks need room for along the axis of values. */
function markValues(marks, lying) {
  return [].concat.apply(
    [],
    marks.map(mark => [mark.value[lying ? 0 : 1], mark.value[2], mark.value[3]].concat(mark.dots)),
  );
}

/** Single replicates, small and beside their mean, of which they tell and lead to the same; a lone one is its mean. */
function replicates(marks, colour, lying, more) {
  const data = [];
  marks
    .filter(mark => mark.dots.length > 1)
    .forEach(mark =>
      mark.dots.forEach(dot =>
        data.push({
          value: lying ? [dot, mark.value[1] - 2 * BESIDE] : [mark.value[0] + BESIDE, dot],
          cell: mark.cell,
          lines: mark.lines,
        }),
      ),
    );
  return Object.assign(
    {
      type: 'scatter',
      data: data,
      symbol: 'circle',
      symbolSize: 4,
      itemStyle: { color: colour, opacity: 0.6 },
      emphasis: { disabled: true },
      z: 3,
    },
    more,
  );
}

/** Whiskers of marks from low to high. */
function whiskers(points, colour, more) {
  return Object.assign(
    {
      type: 'custom',
      silent: true,
      clip: true,
      renderItem: drawWhisker,
      encode: { x: 0, y: [2, 3] },
      data: points.filter(point => isNumber(point.value[2])).map(point => ({ value: point.value })),
      itemStyle: { color: colour },
      z: 3,
    },
    more,
  );
}

function drawWhisker(params, api) {
  const low = api.coord([api.value(0), api.value(2)]);
  const high = api.coord([api.value(0), api.value(3)]);
  return whiskerShape(low, high, api.visual('color'), true);
}

/** The same of marks in rows. */
function lyingWhiskers(points, colour, more) {
  return Object.assign(
    {
      type: 'custom',
      silent: true,
      clip: true,
      renderItem: drawLyingWhisker,
      encode: { x: [2, 3], y: 1 },
      data: points.filter(point => isNumber(point.value[2])).map(point => ({ value: point.value })),
      itemStyle: { color: colour },
      z: 3,
    },
    more,
  );
}

function drawLyingWhisker(params, api) {
  const low = api.coord([api.value(2), api.value(1)]);
  const high = api.coord([api.value(3), api.value(1)]);
  return whiskerShape(low, high, api.visual('color'), false);
}

function whiskerShape(low, high, colour, upright) {
  const dx = upright ? 4 : 0;
  const dy = upright ? 0 : 4;
  const line = (from, to) => ({
    type: 'line',
    shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
    style: { stroke: colour, lineWidth: 1.5 },
  });
  return {
    type: 'group',
    children: [
      line(low, high),
      line([low[0] - dx, low[1] - dy], [low[0] + dx, low[1] + dy]),
      line([high[0] - dx, high[1] - dy], [high[0] + dx, high[1] + dy]),
    ],
  };
}
