// ------------------------------------------------------------ calibration

const WAYS = {
  'training-log': 'training log',
  'forgot-eval': 'eval() forgotten',
  'dropout-left-on': 'dropout left on',
  'shared-loader': 'train transform on test images',
  deployed: 'deployed',
};

function calibrationChart(report, choice, view) {
  const title = 'Calibration: how far confidence is off accuracy';
  const rows = (choice.cell === null ? [] : report.details(choice.cell).evaluations)
    .filter(row => row.domain === 'all' && WAYS[row.protocol])
    .map(row => ({ name: WAYS[row.protocol], error: row.figure('calibrationError'), loss: row.figure('loss') }));
  remediesOf(report, choice.cell)
    .filter(
      one =>
        (one.remedy === 'mc-dropout' || one.remedy.indexOf('recalibration') === 0) &&
        one.domain === 'all' &&
        one.figure('calibrationErrorAfter') !== null,
    )
    .filter(one => one.remedy === 'mc-dropout' || (one.estimator === 'cumulative' && one.transform === 'train'))
    .sort((a, b) => (b.samples || 0) - (a.samples || 0))
    .filter((one, index, all) => all.findIndex(other => other.remedy === one.remedy) === index)
    .forEach(one =>
      rows.push({
        name: remedyText(one),
        error: one.figure('calibrationErrorAfter'),
        loss: one.figure('lossAfter'),
      }),
    );
  const shown = rows.filter(row => row.error !== null).reverse();
  if (shown.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'Nothing of this cell was evaluated.'));
  }
  const option = baseOption(view);
  const narrow = view.width < 560;
  const marks = shown.map((row, index) =>
    lyingMarkAt(index, row.error, UNITS.percent, {
      lines: [
        row.name + ': ' + spreadText(row.error, UNITS.percent),
        'cross-entropy ' + spreadText(row.loss, UNITS.nats),
      ],
    }),
  );
  const bounds = extent(markValues(marks, true), true);
  const room = narrow ? 0 : Math.min(300, view.width * 0.42);
  option.grid = { left: room + 16, right: 16, top: 10, bottom: 46 };
  option.xAxis = valueAxis(view, {
    name: 'expected calibration error, %',
    nameGap: 28,
    min: Math.min(0, bounds.min),
    max: bounds.max,
    interval: bounds.interval,
  });
  option.yAxis = stepAxis(
    view,
    shown.map(row => row.name),
    {},
  );
  option.yAxis.axisLine.show = false;
  Object.assign(option.yAxis.axisLabel, labelBeside(view, room));
  option.yAxis.z = 10;
  option.series = [
    {
      type: 'scatter',
      data: marks,
      symbolSize: 11,
      itemStyle: { color: view.theme.series[0], opacity: 1 },
      emphasis: { disabled: true },
      z: 4,
    },
    lyingWhiskers(marks, view.theme.series[0], {}),
    replicates(marks, view.theme.series[0], true, {}),
  ];
  return {
    title: title,
    summary:
      shown
        .slice()
        .reverse()
        .map(row => row.name + ' ' + spreadText(row.error, UNITS.percent))
        .join(', ') + '.',
    note:
      'Expected calibration error over 15 bins: 0 means that of answers given with 80 % confidence, 80 ' +
      '% are right.',
    option: option,
    height: 64 + (narrow ? 44 : 28) * shown.length,
    table: {
      head: ['Way of evaluating', 'Calibration error', 'Cross-entropy'],
      rows: shown
        .slice()
        .reverse()
        .map(row => [row.name, spreadCell(row.error, UNITS.percent), spreadCell(row.loss, UNITS.nats)]),
    },
  };
}
