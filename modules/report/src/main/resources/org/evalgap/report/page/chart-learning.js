// ------------------------------------------------------------ learning curves

const CURVES = [
  { figure: 'trainAccuracy', name: 'training log' },
  { figure: 'testTrainMode', name: 'test images, train mode' },
  { figure: 'testEvalMode', name: 'test images, after eval()' },
];

function learningChart(report, choice, view) {
  const title = 'Learning curves in both modes';
  const cells = [choice.cell]
    .concat(choice.pinned.filter(cell => cell !== choice.cell))
    .filter(cell => cell !== null && report.details(cell).epochs.length > 0);
  if (cells.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'No epoch of this cell was measured.'));
  }
  const option = baseOption(view);
  const columns = Math.max(1, Math.min(cells.length, Math.floor(view.width / 330)));
  const rows = Math.ceil(cells.length / columns);
  const curves = CURVES.filter(curve =>
    cells.some(cell => report.details(cell).epochs.some(row => row.figure(curve.figure) !== null)),
  );
  const names = curves.map(curve => curve.name);
  const size = { left: 58, right: 10, top: legendHeight(view, names) + 36, height: 210, between: 84 };
  const values = [];
  option.legend = legend(view, names);
  option.grid = panels(view, rows, columns, size).slice(0, cells.length);
  option.title = cells.map((cell, index) => panelTitle(view, report.shortLabel(cell), option.grid[index]));
  option.xAxis = [];
  option.yAxis = [];
  option.series = [];
  cells.forEach((cell, index) => {
    const epochs = report.details(cell).epochs;
    option.xAxis.push(
      valueAxis(view, {
        gridIndex: index,
        name: 'epoch',
        nameGap: 28,
        minInterval: 1,
        splitLine: { show: false },
        min: epochs[0].epoch - 0.3,
        max: epochs[epochs.length - 1].epoch + 0.3,
        axisLabel: { color: view.theme.muted, customValues: spacedEpochs(epochs), formatter: tickText },
      }),
    );
    curves.forEach((curve, number) => {
      const colour = view.theme.series[number];
      const data = epochs
        .filter(row => row.figure(curve.figure) !== null)
        .map(row => learningMark(row, curve, (number - 1) * 0.05));
      values.push.apply(values, markValues(data, false));
      const place = { name: curve.name, xAxisIndex: index, yAxisIndex: index };
      option.series.push({
        type: 'line',
        name: curve.name,
        xAxisIndex: index,
        yAxisIndex: index,
        data: data,
        symbol: SYMBOLS[number],
        symbolSize: data.length > 20 ? 4 : 8,
        lineStyle: { color: colour, width: 2, type: DASHES[number] },
        itemStyle: { color: colour },
        emphasis: { disabled: true },
        z: 4,
      });
      option.series.push(whiskers(data.length > 20 ? [] : data, colour, place));
      singleRuns(data, colour, place).forEach(line => option.series.push(line));
    });
  });
  const bounds = extent(values, false);
  cells.forEach((cell, index) => {
    option.yAxis.push(
      valueAxis(view, {
        gridIndex: index,
        name: index % columns === 0 ? 'accuracy, %' : '',
        nameGap: 40,
        min: bounds.min,
        max: bounds.max,
        interval: bounds.interval,
      }),
    );
  });
  return {
    title: title,
    summary:
      'Accuracy by epoch in ' +
      plural(cells.length, 'cell') +
      ', ' +
      names.join(', ') +
      '.' +
      (names.length === 1 ? ' Test images were not evaluated every epoch (evaluation.every-epochs).' : ''),
    note:
      'The training log is the accuracy over an epoch\u2019s batches, each before its update. Thin lines: ' +
      'single replicates; whiskers: 95 % intervals over at least four.' +
      (names.length === 1 ? ' Test images were evaluated at the end only (evaluation.every-epochs = 0).' : ''),
    option: option,
    height: size.top + rows * size.height + (rows - 1) * size.between + 54,
    table: {
      head: ['Cell', 'Epoch'].concat(names),
      rows: [].concat.apply(
        [],
        cells.map(cell =>
          report
            .details(cell)
            .epochs.map(row =>
              [report.shortLabel(cell), String(row.epoch)].concat(
                curves.map(curve => spreadCell(row.figure(curve.figure), UNITS.percent)),
              ),
            ),
        ),
      ),
    },
  };
}

function spacedEpochs(epochs) {
  const step = Math.ceil(epochs.length / 8);
  return epochs.map(row => row.epoch).filter((epoch, index) => index % step === 0);
}

function learningMark(row, curve, shift) {
  const spread = row.figure(curve.figure);
  return markAt(row.epoch + shift, spread, UNITS.percent, {
    lines: [spreadText(spread, UNITS.percent), curve.name + ', epoch ' + row.epoch],
  });
}

/** A thin line for every replicate, if there are several. */
function singleRuns(marks, colour, place) {
  const most = largest(marks.map(mark => mark.dots.length).concat([0]));
  return (most < 2 ? [] : range(most)).map(run =>
    Object.assign(
      {
        type: 'line',
        silent: true,
        data: marks.filter(mark => run < mark.dots.length).map(mark => [mark.value[0], mark.dots[run]]),
        symbol: 'none',
        lineStyle: { color: colour, width: 0.8, opacity: 0.55 },
        itemStyle: { color: colour },
        emphasis: { disabled: true },
        z: 2,
      },
      place,
    ),
  );
}
