// ------------------------------------------------------------ layers

/** Running statistics against the population's. */
function distanceChart(report, choice, view) {
  const title = 'Running statistics against the population\u2019s, by layer';
  const layers = layersOf(report, choice.cell).filter(layer => figureOf('meanDistance')(layer) !== null);
  const channels = layers.some(layer => layer.channelRows);
  const marksOf = (measured, theory, channel) => {
    const marks = [
      { name: 'measured', spread: measured, shift: -0.1 },
      { name: 'expected from momentum alone', spread: theory, shift: 0.1 },
    ];
    if (channels) {
      marks.push({
        name: 'single channels of replicate 0',
        spread: measured,
        many: channelFigures(channel),
        small: true,
        shift: -0.22,
      });
    }
    return marks;
  };
  const drawn = layerPanels(report, choice, view, title, layers, [
    {
      name: 'Running mean: distance',
      unit: UNITS.deviations,
      withZero: true,
      marks: marksOf(figureOf('meanDistance'), figureOf('meanNoise'), 'meanDistance'),
    },
    {
      name: 'Running variance: log ratio',
      unit: { scale: 1, signed: true, suffix: '', axis: 'log(running / population)' },
      withZero: true,
      reference: 0,
      marks: marksOf(figureOf('varianceLogRatio'), () => null, 'varianceLogRatio'),
    },
    {
      name: 'Variance within batches: spread',
      unit: { scale: 1, signed: false, suffix: '', axis: 'log ratio, root mean square' },
      withZero: true,
      marks: [
        { name: 'measured', spread: figureOf('withinLogRatio'), shift: -0.1 },
        { name: 'expected from momentum alone', spread: figureOf('varianceNoise'), shift: 0.1 },
      ],
    },
  ]);
  if (drawn === null) {
    return nothing(
      title,
      detailsMissing(
        report,
        choice,
        'This cell has no layer with running statistics, or its layers were not measured (evaluation.layers).',
      ),
    );
  }
  const worst = layers
    .slice()
    .sort((a, b) => figureOf('meanDistance')(b).mean - figureOf('meanDistance')(a).mean)[0];
  return Object.assign(drawn, {
    title: title,
    summary:
      'The running mean is furthest off in ' +
      layerName(worst) +
      ': ' +
      spreadText(figureOf('meanDistance')(worst), UNITS.deviations) +
      ' (population standard deviations). ' +
      adviceText(layers),
    note:
      'Population: all training images in train mode. Where measured and expected agree, averaging with ' +
      'this momentum explains the distance; where measured is larger, something else does. Below a tenth ' +
      'of a standard deviation little is at stake.',
  });
}

function adviceText(layers) {
  const tally = {};
  layers.forEach(layer =>
    Object.keys(layer.advice || {}).forEach(advice => {
      tally[advice] = (tally[advice] || 0) + layer.advice[advice];
    }),
  );
  const meaning = {
    lower: 'lower momentum (the distance is noise)',
    raise: 'raise momentum (the distance is more than noise)',
    fine: 'momentum is fine (the distance is negligible)',
  };
  const all = Object.keys(tally).sort((a, b) => tally[b] - tally[a]);
  return all.length === 0
    ? ''
    : 'Advice over layers and replicates: ' +
        all.map(advice => (meaning[advice] || advice) + ' ' + tally[advice] + '\u00d7').join(', ') +
        '.';
}

/** Distance of the running mean over the training. */
function driftChart(report, choice, view) {
  const title = 'Drift of the running mean over the training';
  const layers = layersOf(report, choice.cell).filter(
    layer => layer.epochs.filter(row => row.figure('meanDistance') !== null).length > 1,
  );
  if (layers.length === 0) {
    return nothing(
      title,
      detailsMissing(
        report,
        choice,
        'Layers were measured at the end of the training only (evaluation.layers.every-epochs).',
      ),
    );
  }
  const epochs = Array.from(
    new Set(
      [].concat.apply(
        [],
        layers.map(layer => layer.epochs.map(row => row.epoch)),
      ),
    ),
  ).sort((a, b) => a - b);
  const drawn = lineChart(view, {
    labels: epochs.map(String),
    xName: 'epochs done',
    unit: UNITS.deviations,
    withZero: true,
    lines: layers.map(layer => ({
      name: layerName(layer),
      points: layer.epochs
        .filter(row => row.figure('meanDistance') !== null)
        .map(row => ({
          x: epochs.indexOf(row.epoch),
          spread: row.figure('meanDistance'),
          lines: [
            spreadText(row.figure('meanDistance'), UNITS.deviations),
            layerName(layer) + ', after epoch ' + row.epoch,
          ],
        })),
    })),
  });
  return Object.assign(drawn, {
    title: title,
    summary:
      'Distance of the running from the population mean of ' +
      plural(layers.length, 'layer') +
      ' after epochs ' +
      epochs.join(', ') +
      '.',
    note: 'In population standard deviations, root mean square over channels.',
    table: {
      head: ['Layer', 'Epoch', 'Distance (sd)'],
      rows: [].concat.apply(
        [],
        layers.map(layer =>
          layer.epochs.map(row => [
            String(layer.layer),
            String(row.epoch),
            spreadCell(row.figure('meanDistance'), UNITS.deviations),
          ]),
        ),
      ),
    },
  });
}

/** Dropout ahead of norms, range escape, composition of batches. */
function layerCausesChart(report, choice, view) {
  const title = 'Why: variance shift, range escape, composition of batches';
  const layers = layersOf(report, choice.cell);
  const drawn = layerPanels(report, choice, view, title, layers, [
    {
      name: 'Variance with dropout off / on',
      unit: { scale: 1, signed: false, suffix: '', axis: 'ratio' },
      reference: 1,
      marks: [
        { name: 'measured', spread: figureOf('varianceShift'), shift: -0.1 },
        { name: 'closed form', spread: figureOf('varianceShiftTheory'), shift: 0.1 },
      ],
    },
    {
      name: 'Outside the trained range',
      unit: { scale: 100, digits: 2, signed: false, suffix: ' %', axis: '% of activations' },
      withZero: true,
      marks: [{ name: 'measured', spread: figureOf('rangeEscape') }],
    },
    {
      name: 'F statistic of batch composition',
      unit: { scale: 1, signed: false, suffix: '', axis: 'F' },
      reference: 1,
      marks: [{ name: 'measured', spread: figureOf('compositionF') }],
    },
  ]);
  if (drawn === null) {
    return nothing(
      title,
      detailsMissing(
        report,
        choice,
        'None of these was measured in this cell: they need a norm, and dropout ahead of it for the variance shift.',
      ),
    );
  }
  const first = layers.find(layer => figureOf('compositionF')(layer) !== null);
  return Object.assign(drawn, {
    title: title,
    summary: first
      ? 'F statistic of batch composition at the first norm: ' +
        spreadText(figureOf('compositionF')(first), UNITS.number) +
        ' (1 for random batches).'
      : 'The batches\u2019 composition was not measured.',
    note:
      'A variance ratio below 1: the norm sees less variance in EVAL than in training, which its ' +
      'running variance does not know. F above 1: images of a batch are more alike than chance makes ' +
      'them; below 1: batches are more balanced than chance.',
  });
}
