// ------------------------------------------------------------ lines over steps

/** Lines over steps. Each line has points with x, a spread and the lines of its tooltip. */
function lineChart(view, what) {
  const option = baseOption(view);
  const names = what.lines.map(line => line.name);
  const vertical = legendHeight(view, names) > 60;
  const top = (names.length < 2 ? 0 : vertical ? 24 * names.length : legendHeight(view, names)) + 16;
  option.legend = legend(view, names);
  if (vertical) {
    option.legend.orient = 'vertical';
    option.legend.itemGap = 8;
    option.legend.textStyle.width = view.width - 60;
    option.legend.textStyle.overflow = 'truncate';
  }
  const lines = what.lines.map((line, index) => {
    const shift = (index - (what.lines.length - 1) / 2) * (0.3 / what.lines.length);
    return line.points.map(point => markAt(point.x + shift, point.spread, what.unit, { lines: point.lines }));
  });
  const values = [].concat.apply(
    [],
    lines.map(marks => markValues(marks, false)),
  );
  if (what.reference) {
    values.push(what.reference.value);
  }
  const bounds = extent(values, what.withZero === true);
  option.grid = { left: 58, right: 14, top: top, bottom: 48 };
  option.xAxis = stepAxis(view, what.labels, { name: what.xName, nameGap: 28 });
  option.yAxis = valueAxis(view, {
    name: what.unit.axis,
    nameGap: 40,
    min: bounds.min,
    max: bounds.max,
    interval: bounds.interval,
  });
  option.series = [];
  what.lines.forEach((line, index) => {
    const colour = view.theme.series[index % view.theme.series.length];
    const data = lines[index];
    option.series.push({
      type: 'line',
      name: line.name,
      data: data,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 9,
      lineStyle: { color: colour, width: 2, type: DASHES[index % DASHES.length] },
      itemStyle: { color: colour, opacity: 1 },
      emphasis: { disabled: true },
      z: 4,
    });
    option.series.push(
      whiskers(data, colour, { name: line.name }),
      replicates(data, colour, false, { name: line.name }),
    );
  });
  if (what.reference && option.series.length > 0) {
    option.series[0].markLine = referenceLine(view, 'yAxis', what.reference.value, what.reference.text);
  }
  return { option: option, height: top + 250 };
}
