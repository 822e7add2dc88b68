// ------------------------------------------------------------ uncertainty

/** Does the uncertainty of MC dropout find the errors? Over the cells that have details. */
function uncertaintyChart(report, choice, view) {
  const title = 'MC dropout: does uncertainty predict errors?';
  const found = [];
  Object.keys(report.data.details).forEach(key => {
    remediesOf(report, Number(key))
      .filter(one => one.remedy === 'mc-dropout' && one.domain === 'all' && one.figure('errorsByEntropy') !== null)
      .forEach(one => found.push({ cell: Number(key), one: one }));
  });
  if (found.length === 0) {
    return nothing(
      title,
      'MC dropout was not measured in the cells that have details (evaluation.remedies.mc-dropout-passes).',
    );
  }
  const shown = found
    .filter(each => report.data.cells.replicates[each.cell] > 0)
    .sort((a, b) => a.one.figure('errorsByEntropy').mean - b.one.figure('errorsByEntropy').mean)
    .slice(-24);
  const option = baseOption(view);
  const kinds = [
    { name: 'by predictive entropy', figure: 'errorsByEntropy' },
    { name: 'by mutual information', figure: 'errorsByInformation' },
  ];
  const narrow = view.width < 560;
  const room = narrow ? 0 : Math.min(460, view.width * 0.42);
  const names = kinds.map(kind => kind.name);
  const top = legendHeight(view, names) + 10;
  option.legend = legend(view, names);
  option.grid = { left: room + 16, right: 16, top: top, bottom: 46 };
  option.yAxis = stepAxis(
    view,
    shown.map(each => report.shortLabel(each.cell)),
    {},
  );
  option.yAxis.axisLine.show = false;
  Object.assign(option.yAxis.axisLabel, labelBeside(view, room));
  option.yAxis.z = 10;
  const values = [0.5];
  option.series = [];
  kinds.forEach((kind, number) => {
    const marks = [];
    shown.forEach((each, index) => {
      const spread = each.one.figure(kind.figure);
      if (spread !== null) {
        const y = index + (number === 0 ? 0.12 : -0.12);
        marks.push(
          lyingMarkAt(y, spread, UNITS.probability, {
            cell: each.cell,
            lines: [
              kind.name + ': ' + spreadText(spread, UNITS.number),
              report.label(each.cell),
              'accuracy ' +
                spreadText(each.one.figure('before'), UNITS.percent) +
                ' with eval(), ' +
                spreadText(each.one.figure('after'), UNITS.percent) +
                ' with MC dropout',
            ],
          }),
        );
      }
    });
    values.push.apply(values, markValues(marks, true));
    const colour = view.theme.series[number];
    option.series.push({
      type: 'scatter',
      name: kind.name,
      data: marks,
      symbol: SYMBOLS[number],
      symbolSize: 10,
      itemStyle: { color: colour, opacity: 1 },
      emphasis: { disabled: true },
      z: 4,
    });
    option.series.push(
      lyingWhiskers(marks, colour, { name: kind.name }),
      replicates(marks, colour, true, { name: kind.name }),
    );
  });
  option.series[0].markLine = referenceLine(view, 'xAxis', 0.5, 'chance');
  const bounds = extent(values, false);
  option.xAxis = valueAxis(view, {
    name: 'probability that an error is the more uncertain',
    nameGap: 28,
    min: bounds.min,
    max: bounds.max,
    interval: bounds.interval,
  });
  return {
    title: title,
    summary:
      'Probability that a wrong answer is more uncertain than a right one, in ' +
      plural(shown.length, 'cell') +
      '; 0.5 is chance, 1 is perfect.',
    note:
      'Of two images, one answered wrongly and one rightly: how probably the wrong one has the larger ' +
      'uncertainty.',
    option: option,
    height: top + 56 + (narrow ? 46 : 26) * shown.length,
    table: {
      head: [
        'Cell',
        'By entropy',
        'By mutual information',
        'Accuracy with eval()',
        'with MC dropout',
        'Cross-entropy with eval()',
        'with MC dropout',
        'Calibration error with eval()',
        'with MC dropout',
      ],
      rows: shown
        .slice()
        .reverse()
        .map(each => [
          report.label(each.cell),
          spreadCell(each.one.figure('errorsByEntropy'), UNITS.number),
          spreadCell(each.one.figure('errorsByInformation'), UNITS.number),
          spreadCell(each.one.figure('before'), UNITS.percent),
          spreadCell(each.one.figure('after'), UNITS.percent),
          spreadCell(each.one.figure('lossBefore'), UNITS.number),
          spreadCell(each.one.figure('lossAfter'), UNITS.number),
          spreadCell(each.one.figure('calibrationErrorBefore'), UNITS.percent),
          spreadCell(each.one.figure('calibrationErrorAfter'), UNITS.percent),
        ]),
    },
  };
}
