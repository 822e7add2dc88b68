// ------------------------------------------------------------ why the statistics are wrong

/** Deployed accuracy with better and better statistics: a row for each step, what it is and what it adds. */
function statisticsChart(report, choice, view) {
  const title = 'Why the statistics are wrong, step by step';
  const steps = choice.cell === null ? [] : report.details(choice.cell).statisticsCauses;
  const shown = steps.filter(step => step.figure('accuracy') !== null);
  if (shown.length < 2) {
    return nothing(title, detailsMissing(report, choice, 'The steps were not measured in this cell.'));
  }
  const names = shown.map(step => step.step + (step.meaning ? ': ' + step.meaning : ''));
  const rows = shown.slice().reverse();
  const narrow = view.width < 560;
  const room = narrow ? 0 : Math.min(400, view.width * 0.42);
  const marks = rows.map((step, index) =>
    lyingMarkAt(index, step.figure('accuracy'), UNITS.percent, {
      lines: [spreadText(step.figure('accuracy'), UNITS.percent), names[rows.length - 1 - index]],
    }),
  );
  const bounds = extent(markValues(marks, true), false);
  const colour = view.theme.cause.statistics;
  const option = baseOption(view);
  option.grid = { left: room + 16, right: 16, top: 10, bottom: 46 };
  option.xAxis = valueAxis(view, {
    name: 'accuracy on the same images, %',
    nameGap: 28,
    min: bounds.min,
    max: bounds.max,
    interval: bounds.interval,
  });
  option.yAxis = stepAxis(view, names.slice().reverse(), {});
  option.yAxis.axisLine.show = false;
  Object.assign(option.yAxis.axisLabel, labelBeside(view, room));
  option.yAxis.z = 10;
  option.series = [
    {
      type: 'line',
      data: marks,
      symbol: 'circle',
      symbolSize: 11,
      lineStyle: { color: colour, width: 1.5, type: [4, 4] },
      itemStyle: { color: colour, opacity: 1 },
      emphasis: { disabled: true },
      z: 4,
    },
    lyingWhiskers(marks, colour, {}),
    replicates(marks, colour, true, {}),
  ];
  const gains = shown
    .slice(1)
    .map((step, index) => step.figure('accuracy').mean - shown[index].figure('accuracy').mean);
  const most = gains.indexOf(largest(gains));
  return {
    title: title,
    summary:
      'From ' +
      spreadText(shown[0].figure('accuracy'), UNITS.percent) +
      ' to ' +
      spreadText(shown[shown.length - 1].figure('accuracy'), UNITS.percent) +
      '; the step to ' +
      names[most + 1] +
      ' adds most, ' +
      points(gains[most]) +
      '.',
    note:
      'Each step mends one thing that is wrong with the statistics, and keeps what was mended before. ' +
      REPLICATES_NOTE +
      '.',
    option: option,
    height: 66 + (narrow ? 42 : 30) * shown.length,
    table: {
      head: ['Step', 'Accuracy', 'Change'],
      rows: shown.map((step, index) => [
        names[index],
        spreadCell(step.figure('accuracy'), UNITS.percent),
        index === 0 ? ABSENT : points(gains[index - 1]),
      ]),
    },
  };
}
