// ------------------------------------------------------------ remedies

const MEASURES = {
  gain: { name: 'Accuracy gained after eval()', unit: UNITS.points, figure: 'gain' },
  recovered: {
    name: 'Share of the total gap that is closed',
    unit: { scale: 100, digits: 0, signed: true, suffix: ' % of the gap', axis: '% of the total gap' },
    figure: 'recovered',
  },
};

function remediesChart(report, choice, view) {
  const measure = MEASURES[choice.measure];
  const title = 'What each remedy brings: ' + measure.name.charAt(0).toLowerCase() + measure.name.substring(1);
  const all = remediesOf(report, choice.cell);
  if (all.length === 0) {
    return nothing(
      title,
      detailsMissing(report, choice, 'No remedy was tried on this cell (evaluation.remedies in the study).'),
    );
  }
  const most = largest(all.filter(one => one.remedy === 'recalibration').map(one => one.samples));
  const shown = all
    .filter(one => one.domain === 'all')
    .filter(one => one.remedy !== 'recalibration' || one.samples === most)
    .filter(one => one.figure(measure.figure) !== null)
    .sort((a, b) => a.figure(measure.figure).mean - b.figure(measure.figure).mean);
  if (shown.length === 0) {
    return nothing(
      title,
      'The share of the gap is not defined where the gap is below half a point. Choose points instead.',
    );
  }
  const texts = shown.map(one => shortRemedy(one, shown));
  const marks = shown.map((one, index) => remedyMark(one, index, measure));
  const option = baseOption(view);
  const narrow = view.width < 560;
  const room = narrow ? 0 : Math.min(400, view.width * 0.42);
  const rowHeight = narrow ? 42 : 26;
  const bounds = extent(markValues(marks, true), true);
  option.grid = { left: room + 16, right: 84, top: 10, bottom: 46 };
  option.xAxis = valueAxis(view, {
    name: measure.unit.axis,
    nameGap: 28,
    min: bounds.min,
    max: bounds.max,
    interval: bounds.interval,
  });
  option.yAxis = stepAxis(view, texts, {});
  option.yAxis.axisLine.show = false;
  Object.assign(option.yAxis.axisLabel, labelBeside(view, room));
  option.yAxis.z = 10;
  const colour = view.theme.series[0];
  option.series = [
    {
      type: 'scatter',
      data: marks,
      symbolSize: 11,
      itemStyle: { color: colour, opacity: 1 },
      emphasis: { disabled: true },
      markLine: referenceLine(view, 'xAxis', 0),
      z: 4,
    },
    lyingWhiskers(marks, colour, {}),
    replicates(marks, colour, true, {}),
    remedyCosts(shown, bounds, view),
  ];
  const best = shown[shown.length - 1];
  return {
    title: title,
    summary:
      'Of ' +
      plural(shown.length, 'remedy', 'remedies') +
      ', ' +
      shortRemedy(best, shown) +
      ' brings most: ' +
      spreadText(best.figure(measure.figure), measure.unit) +
      ' in ' +
      duration(best.figure('seconds').mean) +
      '.',
    note:
      'Right of 0: the deployed model gets better. Beside each mark the time it took. Of recalibration ' +
      'only the largest sample is drawn; the curve below has the others, the table all.',
    option: option,
    height: 66 + rowHeight * shown.length,
    table: remediesTable(all),
  };
}

function remedyMark(one, index, measure) {
  const spread = one.figure(measure.figure);
  return lyingMarkAt(index, spread, measure.unit, {
    lines: [
      remedyText(one) + ': ' + spreadText(spread, measure.unit),
      'accuracy ' +
        spreadText(one.figure('before'), UNITS.percent) +
        ' before, ' +
        spreadText(one.figure('after'), UNITS.percent) +
        ' after',
      'cost: ' +
        duration(one.figure('seconds').mean) +
        ', ' +
        Math.round(one.figure('images').mean) +
        ' images through the network',
    ],
  });
}

function remedyCosts(shown, bounds, view) {
  return {
    type: 'scatter',
    symbolSize: 1,
    silent: true,
    itemStyle: { color: 'transparent', opacity: 1 },
    data: shown.map((one, index) => ({
      value: [bounds.max, index],
      label: {
        show: true,
        position: 'right',
        color: view.theme.muted,
        fontSize: 12,
        formatter: duration(one.figure('seconds').mean),
      },
    })),
  };
}

function remediesTable(all) {
  return {
    head: [
      'Remedy',
      'Before (%)',
      'After (%)',
      'Gain (points)',
      'Share of gap closed',
      'Cross-entropy before',
      'after',
      'Time',
      'Images passed',
    ],
    rows: all.map(one => [
      remedyText(one),
      spreadText(one.figure('before'), UNITS.percent),
      spreadText(one.figure('after'), UNITS.percent),
      spreadText(one.figure('gain'), UNITS.points),
      spreadText(one.figure('recovered'), { scale: 100, digits: 0, signed: true, suffix: ' %' }),
      spreadText(one.figure('lossBefore'), UNITS.number),
      spreadText(one.figure('lossAfter'), UNITS.number),
      duration(one.figure('seconds').mean),
      String(Math.round(one.figure('images').mean)),
    ]),
  };
}

function detailsMissing(report, choice, otherwise) {
  if (
    choice.cell !== null &&
    report.data.details[String(choice.cell)] === undefined &&
    report.data.cells.replicates[choice.cell] > 0
  ) {
    return 'Details of this cell were left out to keep the page small; the tables have them.';
  }
  return otherwise;
}
