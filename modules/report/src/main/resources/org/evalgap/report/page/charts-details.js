// ------------------------------------------------------------------------------------ remedies

const REMEDY_NAMES = {
  recalibration: 'recalibration',
  'ema-weights': 'averaged weights (EMA)',
  'ema-weights-recalibrated': 'averaged weights, recalibrated',
  'ema-statistics': 'averaged statistics (EMA)',
  'ema-all': 'averaged weights and statistics',
  'mc-dropout': 'MC dropout',
  'retrain-head': 'last layers trained again',
};

/** The remedies of a cell, as objects. */
function remediesOf(report, cell) {
  return (cell === null ? [] : report.details(cell).remedies || []).map(row => ({
    remedy: row[0][0], estimator: row[0][1], samples: row[0][2], transform: row[0][3], dropout: row[0][4],
    ownDomain: row[0][5], decay: row[0][6], passes: row[0][7], epochs: row[0][8], domain: row[0][9],
    figure: name => spreadOf(row[1][name]),
  }));
}

function remedyText(one) {
  const parts = [REMEDY_NAMES[one.remedy] || one.remedy];
  if (one.estimator) {
    parts.push(one.estimator === 'cumulative' ? 'plain average' : 'population estimate');
  }
  if (one.samples) {
    parts.push(plural(one.samples, 'image'));
  }
  if (one.remedy === 'recalibration' || one.remedy === 'ema-weights-recalibrated') {
    parts.push(one.transform + ' transform', 'dropout ' + one.dropout);
  }
  if (one.ownDomain) {
    parts.push('statistics of the own domain');
  }
  if (one.decay) {
    parts.push('decay ' + one.decay);
  }
  if (one.passes) {
    parts.push(plural(one.passes, 'pass').replace('passs', 'passes'));
  }
  if (one.epochs) {
    parts.push(plural(one.epochs, 'epoch'));
  }
  if (one.domain !== 'all') {
    parts.push(one.domain + ' domain');
  }
  return parts.join(', ');
}

/** What tells the remedies of one cell apart, as short as possible: what all recalibrations share is left out. */
function shortRemedy(one, all) {
  const varies = key => new Set(all.filter(other => other.remedy === one.remedy).map(other => other[key])).size > 1;
  const parts = [];
  if (one.ownDomain) {
    parts.push('own domain\u2019s statistics');
  }
  if (one.estimator && varies('estimator')) {
    parts.push(one.estimator === 'cumulative' ? 'plain average' : 'population estimate');
  }
  if (one.transform && varies('transform')) {
    parts.push(one.transform + ' transform');
  }
  if (one.dropout && varies('dropout')) {
    parts.push('dropout ' + one.dropout);
  }
  if (one.decay && varies('decay')) {
    parts.push('decay ' + one.decay);
  }
  if (one.domain !== 'all') {
    parts.push('of the ' + one.domain + ' domain');
  }
  return (REMEDY_NAMES[one.remedy] || one.remedy) + (parts.length === 0 ? '' : ': ' + parts.join(', '));
}

const MEASURES = {
  gain: { name: 'Accuracy gained after eval()', unit: UNITS.points, figure: 'gain' },
  recovered: { name: 'Share of the total gap that is closed', unit: { scale: 100, digits: 0, signed: true, suffix: ' % of the gap', axis: '% of the total gap' }, figure: 'recovered' },
};

function remediesChart(report, choice, view) {
  const measure = MEASURES[choice.measure];
  const title = 'What each remedy brings: ' + measure.name.charAt(0).toLowerCase() + measure.name.substring(1);
  const all = remediesOf(report, choice.cell);
  if (all.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'No remedy was tried on this cell (evaluation.remedies in the study).'));
  }
  const most = largest(all.filter(one => one.remedy === 'recalibration').map(one => one.samples));
  const shown = all
    .filter(one => one.domain === 'all')
    .filter(one => one.remedy !== 'recalibration' || one.samples === most)
    .filter(one => one.figure(measure.figure) !== null)
    .sort((a, b) => a.figure(measure.figure).mean - b.figure(measure.figure).mean);
  if (shown.length === 0) {
    return nothing(title, 'The share of the gap is not defined where the gap is below half a point. Choose points instead.');
  }
  const texts = shown.map(one => shortRemedy(one, shown));
  const marks = shown.map((one, index) => remedyMark(one, index, measure));
  const option = baseOption(view);
  const narrow = view.width < 560;
  const room = narrow ? 0 : Math.min(400, view.width * 0.42);
  const rowHeight = narrow ? 42 : 26;
  const values = [];
  marks.forEach(mark => values.push(mark.value[0], mark.value[2], mark.value[3]));
  const bounds = extent(values, true);
  option.grid = { left: room + 16, right: 84, top: 10, bottom: 46 };
  option.xAxis = valueAxis(view, { name: measure.unit.axis, nameGap: 28, min: bounds.min, max: bounds.max, interval: bounds.interval });
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
    remedyCosts(shown, bounds, view),
  ];
  const best = shown[shown.length - 1];
  return {
    title: title,
    summary:
      'Of ' + plural(shown.length, 'remedy').replace('remedys', 'remedies') + ', ' + shortRemedy(best, shown) + ' brings most: ' +
      spreadText(best.figure(measure.figure), measure.unit) + ' in ' + duration(best.figure('seconds').mean) + '.',
    note: 'Right of 0: the deployed model gets better. Beside each mark the time it took. Of recalibration only the largest sample is drawn; the curve below has the others, the table all.',
    option: option,
    height: 66 + rowHeight * shown.length,
    table: remediesTable(all),
  };
}

function remedyMark(one, index, measure) {
  const spread = one.figure(measure.figure);
  const mean = spread.mean * measure.unit.scale;
  const half = isNumber(spread.half) ? spread.half * measure.unit.scale : null;
  return {
    value: [mean, index, half === null ? null : mean - half, half === null ? null : mean + half],
    lines: [
      remedyText(one) + ': ' + spreadText(spread, measure.unit),
      'accuracy ' + spreadText(one.figure('before'), UNITS.percent) + ' before, ' + spreadText(one.figure('after'), UNITS.percent) + ' after',
      'cost: ' + duration(one.figure('seconds').mean) + ', ' + Math.round(one.figure('images').mean) + ' images through the network',
    ],
  };
}

function remedyCosts(shown, bounds, view) {
  return {
    type: 'scatter',
    symbolSize: 1,
    silent: true,
    itemStyle: { color: 'transparent', opacity: 1 },
    data: shown.map((one, index) => ({
      value: [bounds.max, index],
      label: { show: true, position: 'right', color: view.theme.muted, fontSize: 12, formatter: duration(one.figure('seconds').mean) },
    })),
  };
}

function remediesTable(all) {
  return {
    head: ['Remedy', 'Before (%)', 'After (%)', 'Gain (points)', 'Share of gap closed', 'Cross-entropy before', 'after', 'Time', 'Images passed'],
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

/** Deployed accuracy after recalibration with more and more training images. */
function recalibrationChart(report, choice, view) {
  const title = 'How many images recalibration needs';
  const all = remediesOf(report, choice.cell).filter(one => one.remedy === 'recalibration' && one.domain === 'all' && !one.ownDomain && one.figure('after') !== null);
  if (new Set(all.map(one => one.samples)).size < 2) {
    return nothing(title, detailsMissing(report, choice, 'This cell was not recalibrated with different numbers of images (evaluation.remedies.recalibration-samples).'));
  }
  const groups = new Map();
  all.forEach(one => {
    const name = shortRemedy(one, all).replace('recalibration: ', '');
    groups.set(name, (groups.get(name) || []).concat([one]));
  });
  const curves = distinctCurves(groups);
  const samples = Array.from(new Set(all.map(one => one.samples))).sort((a, b) => a - b);
  const before = all.find(one => one.domain === 'all');
  const reference = before ? before.figure('before').mean : null;
  const drawn = lineChart(view, {
    labels: samples.map(String),
    xName: 'training images used',
    unit: UNITS.percent,
    reference: reference === null ? null : { value: 100 * reference, text: undefined },
    lines: curves.map(curve => ({
      name: curve.name,
      points: curve.rows.map(one => ({
        x: samples.indexOf(one.samples),
        spread: one.figure('after'),
        lines: [spreadText(one.figure('after'), UNITS.percent), curve.name, plural(one.samples, 'training image')],
      })),
    })),
  });
  return Object.assign(drawn, {
    title: title,
    summary:
      'Deployed accuracy after recalibration with ' + samples.join(', ') + ' images, in ' + plural(curves.length, 'variant') +
      (reference === null ? '' : '; before it was ' + percent(reference)) + '.',
    note: 'Whiskers: 95 % intervals over replicates. Variants with the same figures are drawn once. Line: deployed accuracy before.',
    table: {
      head: ['Variant', 'Images', 'Accuracy after'],
      rows: all.map(one => [remedyText(one), String(one.samples), spreadText(one.figure('after'), UNITS.percent)]),
    },
  });
}

/** Curves with equal figures become one, with the names of all. */
function distinctCurves(groups) {
  const byFigures = new Map();
  groups.forEach((rows, name) => {
    const key = rows.map(one => one.samples + ':' + one.figure('after').mean).join(' ');
    const same = byFigures.get(key);
    if (same) {
      same.more += 1;
    } else {
      byFigures.set(key, { first: name, rows: rows, more: 0 });
    }
  });
  return Array.from(byFigures.values()).map(curve => ({
    name: curve.first + (curve.more > 0 ? ' (and ' + curve.more + ' more with the same figures)' : ''),
    rows: curve.rows,
  }));
}

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
  const scale = what.unit.scale;
  const values = [];
  what.lines.forEach(line =>
    line.points.forEach(point => {
      const half = point.spread.half || 0;
      values.push(scale * (point.spread.mean - half), scale * (point.spread.mean + half));
    }),
  );
  if (what.reference) {
    values.push(what.reference.value);
  }
  const bounds = extent(values, what.withZero === true);
  option.grid = { left: 58, right: 14, top: top, bottom: 48 };
  option.xAxis = stepAxis(view, what.labels, { name: what.xName, nameGap: 28 });
  option.yAxis = valueAxis(view, { name: what.unit.axis, nameGap: 40, min: bounds.min, max: bounds.max, interval: bounds.interval });
  option.series = [];
  what.lines.forEach((line, index) => {
    const colour = view.theme.series[index % view.theme.series.length];
    const shift = (index - (what.lines.length - 1) / 2) * (0.3 / what.lines.length);
    const data = line.points.map(point => {
      const mean = scale * point.spread.mean;
      const half = isNumber(point.spread.half) ? scale * point.spread.half : null;
      return {
        value: [point.x + shift, mean, half === null ? null : mean - half, half === null ? null : mean + half],
        lines: point.lines,
      };
    });
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
    option.series.push(whiskers(data, colour, { name: line.name }));
  });
  if (what.reference && option.series.length > 0) {
    option.series[0].markLine = referenceLine(view, 'yAxis', what.reference.value, what.reference.text);
  }
  return { option: option, height: top + 250 };
}

function detailsMissing(report, choice, otherwise) {
  if (choice.cell !== null && report.data.details[String(choice.cell)] === undefined && report.data.cells.replicates[choice.cell] > 0) {
    return 'Details of this cell were left out to keep the page small; the tables have them.';
  }
  return otherwise;
}

// ------------------------------------------------------------------------------------ layers

function layersOf(report, cell) {
  return cell === null ? [] : report.details(cell).layers || [];
}

function lastEpoch(layer) {
  return layer.epochs.length === 0 ? {} : layer.epochs[layer.epochs.length - 1][1];
}

function layerName(layer) {
  return 'layer ' + layer.layer;
}

/** Panels side by side, each a few marks for every layer. */
function layerPanels(report, choice, view, title, layers, contents) {
  const drawn = contents.filter(content => layers.some(layer => content.marks.some(mark => mark.spread(layer) !== null)));
  if (drawn.length === 0) {
    return null;
  }
  const option = baseOption(view);
  const columns = Math.max(1, Math.min(drawn.length, Math.floor(view.width / 330)));
  const rows = Math.ceil(drawn.length / columns);
  const names = [];
  drawn.forEach(content => content.marks.forEach(mark => names.indexOf(mark.name) < 0 && names.push(mark.name)));
  const size = { left: 62, right: 10, top: legendHeight(view, names) + 36, height: 190, between: 86, gap: 78 };
  option.legend = legend(view, names);
  option.grid = panels(view, rows, columns, size).slice(0, drawn.length);
  option.title = drawn.map((content, index) => panelTitle(view, content.name, option.grid[index]));
  option.xAxis = [];
  option.yAxis = [];
  option.series = [];
  drawn.forEach((content, index) => {
    const values = [];
    option.xAxis.push(stepAxis(view, layers.map(layer => String(layer.layer)), { gridIndex: index, name: 'layer of the network', nameGap: 28 }));
    content.marks.forEach(mark => {
      const style = names.indexOf(mark.name);
      const colour = view.theme.series[style % view.theme.series.length];
      const data = layerMarks(layers, content, mark);
      data.forEach(point => values.push(point.value[1], point.value[2], point.value[3]));
      option.series.push({
        type: 'scatter',
        name: mark.name,
        xAxisIndex: index,
        yAxisIndex: index,
        data: data,
        symbol: SYMBOLS[style % SYMBOLS.length],
        symbolSize: mark.small ? 5 : 11,
        itemStyle: { color: colour, opacity: mark.small ? 0.55 : 1 },
        emphasis: { disabled: true },
        z: mark.small ? 3 : 4,
      });
      option.series.push(whiskers(data, colour, { name: mark.name, xAxisIndex: index, yAxisIndex: index }));
    });
    if (isNumber(content.reference)) {
      values.push(content.reference);
      option.series[option.series.length - 2].markLine = referenceLine(view, 'yAxis', content.reference);
    }
    const bounds = extent(values, content.withZero);
    option.yAxis.push(valueAxis(view, { gridIndex: index, name: content.unit.axis, nameGap: 44, min: bounds.min, max: bounds.max, interval: bounds.interval }));
  });
  return {
    option: option,
    height: size.top + rows * size.height + (rows - 1) * size.between + 54,
    table: layerTable(layers, drawn),
  };
}

function layerMarks(layers, content, mark) {
  const data = [];
  layers.forEach((layer, index) => {
    const shift = mark.shift || 0;
    (mark.many ? mark.many(layer) : [mark.spread(layer)]).forEach((spread, number) => {
      if (spread !== null) {
        const mean = spread.mean * content.unit.scale;
        const half = isNumber(spread.half) ? spread.half * content.unit.scale : null;
        data.push({
          value: [index + shift, mean, half === null ? null : mean - half, half === null ? null : mean + half],
          lines: [mark.name + ': ' + spreadText(spread, content.unit), layerName(layer) + ' (' + layer.normalization + ')' + (mark.many ? ', channel ' + number : '')],
        });
      }
    });
  });
  return data;
}

function layerTable(layers, contents) {
  const columns = [];
  contents.forEach(content => content.marks.filter(mark => !mark.many).forEach(mark => columns.push({ content: content, mark: mark })));
  return {
    head: ['Layer', 'Norm', 'Channels'].concat(columns.map(column => column.content.name + ': ' + column.mark.name)),
    rows: layers.map(layer =>
      [String(layer.layer), layer.normalization, String(layer.channels)].concat(
        columns.map(column => spreadText(column.mark.spread(layer), column.content.unit)),
      ),
    ),
  };
}

const figureOf = name => layer => spreadOf(lastEpoch(layer)[name]);

function channelFigures(position) {
  return layer => (layer.channelRows || []).map(row => (isNumber(row[position]) ? { mean: row[position], half: null } : null));
}

/** Running statistics against the population's. */
function distanceChart(report, choice, view) {
  const title = 'Running statistics against the population\u2019s, by layer';
  const layers = layersOf(report, choice.cell).filter(layer => figureOf('meanDistance')(layer) !== null);
  const channels = layers.some(layer => layer.channelRows);
  const marksOf = (measured, theory, position) => {
    const marks = [
      { name: 'measured', spread: measured, shift: -0.1 },
      { name: 'expected from momentum alone', spread: theory, shift: 0.1 },
    ];
    if (channels) {
      marks.push({ name: 'single channels of replicate 0', spread: measured, many: channelFigures(position), small: true, shift: -0.22 });
    }
    return marks;
  };
  const drawn = layerPanels(report, choice, view, title, layers, [
    { name: 'Running mean: distance', unit: UNITS.deviations, withZero: true, marks: marksOf(figureOf('meanDistance'), figureOf('meanNoise'), 1) },
    {
      name: 'Running variance: log ratio',
      unit: { scale: 1, signed: true, suffix: '', axis: 'log(running / population)' },
      withZero: true,
      reference: 0,
      marks: marksOf(figureOf('varianceLogRatio'), () => null, 2),
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
    return nothing(title, detailsMissing(report, choice, 'This cell has no layer with running statistics, or its layers were not measured (evaluation.layers).'));
  }
  const worst = layers.slice().sort((a, b) => figureOf('meanDistance')(b).mean - figureOf('meanDistance')(a).mean)[0];
  return Object.assign(drawn, {
    title: title,
    summary:
      'The running mean is furthest off in ' + layerName(worst) + ': ' + spreadText(figureOf('meanDistance')(worst), UNITS.deviations) +
      ' (population standard deviations). ' + adviceText(layers) + '',
    note: 'Population: all training images in train mode. Where measured and expected agree, averaging with this momentum explains the distance; where measured is larger, something else does. Below a tenth of a standard deviation little is at stake.',
  });
}

function adviceText(layers) {
  const tally = {};
  layers.forEach(layer => Object.keys(layer.advice || {}).forEach(advice => {
    tally[advice] = (tally[advice] || 0) + layer.advice[advice];
  }));
  const meaning = {
    lower: 'lower momentum (the distance is noise)',
    raise: 'raise momentum (the distance is more than noise)',
    fine: 'momentum is fine (the distance is negligible)',
  };
  const all = Object.keys(tally).sort((a, b) => tally[b] - tally[a]);
  return all.length === 0 ? '' : 'Advice over layers and replicates: ' + all.map(advice => (meaning[advice] || advice) + ' ' + tally[advice] + '\u00d7').join(', ') + '.';
}

/** Distance of the running mean over the training. */
function driftChart(report, choice, view) {
  const title = 'Drift of the running mean over the training';
  const layers = layersOf(report, choice.cell).filter(layer => layer.epochs.filter(epoch => epoch[1].meanDistance).length > 1);
  if (layers.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'Layers were measured at the end of the training only (evaluation.layers.every-epochs).'));
  }
  const epochs = Array.from(new Set([].concat.apply([], layers.map(layer => layer.epochs.map(epoch => epoch[0]))))).sort((a, b) => a - b);
  const drawn = lineChart(view, {
    labels: epochs.map(String),
    xName: 'epochs done',
    unit: UNITS.deviations,
    withZero: true,
    lines: layers.map(layer => ({
      name: layerName(layer),
      points: layer.epochs
        .filter(epoch => epoch[1].meanDistance)
        .map(epoch => ({
          x: epochs.indexOf(epoch[0]),
          spread: spreadOf(epoch[1].meanDistance),
          lines: [spreadText(spreadOf(epoch[1].meanDistance), UNITS.deviations), layerName(layer) + ', after epoch ' + epoch[0]],
        })),
    })),
  });
  return Object.assign(drawn, {
    title: title,
    summary: 'Distance of the running from the population mean of ' + plural(layers.length, 'layer') + ' after epochs ' + epochs.join(', ') + '.',
    note: 'In population standard deviations, root mean square over channels.',
    table: {
      head: ['Layer', 'Epoch', 'Distance (sd)'],
      rows: [].concat.apply([], layers.map(layer => layer.epochs.map(epoch => [String(layer.layer), String(epoch[0]), spreadText(spreadOf(epoch[1].meanDistance), UNITS.deviations)]))),
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
    return nothing(title, detailsMissing(report, choice, 'None of these was measured in this cell: they need a norm, and dropout ahead of it for the variance shift.'));
  }
  const first = layers.find(layer => figureOf('compositionF')(layer) !== null);
  return Object.assign(drawn, {
    title: title,
    summary: first
      ? 'F statistic of batch composition at the first norm: ' + spreadText(figureOf('compositionF')(first), UNITS.number) + ' (1 for random batches).'
      : 'The batches\u2019 composition was not measured.',
    note: 'A variance ratio below 1: the norm sees less variance in EVAL than in training, which its running variance does not know. F above 1: images of a batch are more alike than chance makes them; below 1: batches are more balanced than chance.',
  });
}

// ------------------------------------------------------------------------------------ batch size of the evaluation

function evaluationSizeChart(report, choice, view) {
  const title = 'Does the batch size of the evaluation matter?';
  const rows = (choice.cell === null ? [] : report.details(choice.cell).evaluations || []).map(row => ({
    protocol: row[0][0], domain: row[0][5], size: row[0][6], accuracy: spreadOf(row[1].accuracy),
  }));
  const kinds = [
    { protocol: 'batch-statistics-at-size', name: 'batch statistics' },
    { protocol: 'deployed-at-size', name: 'running statistics (eval())' },
  ];
  const found = rows.filter(row => row.domain === 'all' && kinds.some(kind => kind.protocol === row.protocol) && row.accuracy !== null);
  const sizes = Array.from(new Set(found.map(row => row.size))).sort((a, b) => a - b);
  if (sizes.length < 2) {
    return nothing(title, detailsMissing(report, choice, 'It was not measured (evaluation.batch-statistics-batch-sizes and evaluation.eval-batch-sizes).'));
  }
  const drawn = lineChart(view, {
    labels: sizes.map(String),
    xName: 'images evaluated together',
    unit: UNITS.percent,
    lines: kinds.map(kind => ({
      name: kind.name,
      points: found
        .filter(row => row.protocol === kind.protocol)
        .sort((a, b) => a.size - b.size)
        .map(row => ({ x: sizes.indexOf(row.size), spread: row.accuracy, lines: [spreadText(row.accuracy, UNITS.percent), kind.name + ', batches of ' + row.size] })),
    })).filter(line => line.points.length > 0),
  });
  return Object.assign(drawn, {
    title: title,
    summary: 'Test accuracy with dropout off, in evaluation batches of ' + sizes.join(', ') + ' images, with batch and with running statistics.',
    note: 'With running statistics an image\u2019s answer does not depend on its batch, so that line has to be flat.',
    table: {
      head: ['Statistics', 'Images together', 'Accuracy'],
      rows: found.map(row => [kinds.find(kind => kind.protocol === row.protocol).name, String(row.size), spreadText(row.accuracy, UNITS.percent)]),
    },
  });
}

// ------------------------------------------------------------------------------------ learning curves

const CURVES = [
  { figure: 'trainAccuracy', name: 'training log' },
  { figure: 'testTrainMode', name: 'test images, train mode' },
  { figure: 'testEvalMode', name: 'test images, after eval()' },
];

function learningChart(report, choice, view) {
  const title = 'Learning curves in both modes';
  const cells = [choice.cell].concat(choice.pinned.filter(cell => cell !== choice.cell)).filter(cell => cell !== null && report.details(cell).epochs);
  if (cells.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'No epoch of this cell was measured.'));
  }
  const option = baseOption(view);
  const columns = Math.max(1, Math.min(cells.length, Math.floor(view.width / 330)));
  const rows = Math.ceil(cells.length / columns);
  const curves = CURVES.filter(curve => cells.some(cell => report.details(cell).epochs.some(epoch => epoch[1][curve.figure])));
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
    option.xAxis.push(valueAxis(view, { gridIndex: index, name: 'epoch', nameGap: 28, minInterval: 1, splitLine: { show: false }, min: epochs[0][0] - 0.3, max: epochs[epochs.length - 1][0] + 0.3, axisLabel: { color: view.theme.muted, customValues: spacedEpochs(epochs), formatter: tickText } }));
    curves.forEach((curve, number) => {
      const colour = view.theme.series[number];
      const data = epochs
        .filter(epoch => epoch[1][curve.figure])
        .map(epoch => learningMark(epoch, curve, (number - 1) * 0.05));
      data.forEach(point => values.push(point.value[1], point.value[2], point.value[3]));
      option.series.push({
        type: 'line', name: curve.name, xAxisIndex: index, yAxisIndex: index, data: data, symbol: SYMBOLS[number], symbolSize: data.length > 20 ? 4 : 8,
        lineStyle: { color: colour, width: 2, type: DASHES[number] }, itemStyle: { color: colour }, emphasis: { disabled: true }, z: 4,
      });
      option.series.push(whiskers(data.length > 20 ? [] : data, colour, { name: curve.name, xAxisIndex: index, yAxisIndex: index }));
    });
  });
  const bounds = extent(values, false);
  cells.forEach((cell, index) => {
    option.yAxis.push(valueAxis(view, { gridIndex: index, name: index % columns === 0 ? 'accuracy, %' : '', nameGap: 40, min: bounds.min, max: bounds.max, interval: bounds.interval }));
  });
  return {
    title: title,
    summary: 'Accuracy by epoch in ' + plural(cells.length, 'cell') + ', ' + names.join(', ') + '.' + (names.length === 1 ? ' Test images were not evaluated every epoch (evaluation.every-epochs).' : ''),
    note: 'The training log is the accuracy over an epoch\u2019s batches, each before its update. Whiskers: 95 % intervals over replicates.' + (names.length === 1 ? ' Test images were evaluated at the end only (evaluation.every-epochs = 0).' : ''),
    option: option,
    height: size.top + rows * size.height + (rows - 1) * size.between + 54,
    table: {
      head: ['Cell', 'Epoch'].concat(names),
      rows: [].concat.apply([], cells.map(cell => report.details(cell).epochs.map(epoch =>
        [report.shortLabel(cell), String(epoch[0])].concat(curves.map(curve => spreadText(spreadOf(epoch[1][curve.figure]), UNITS.percent))),
      ))),
    },
  };
}

function spacedEpochs(epochs) {
  const step = Math.ceil(epochs.length / 8);
  return epochs.map(epoch => epoch[0]).filter((epoch, index) => index % step === 0);
}

function learningMark(epoch, curve, shift) {
  const spread = spreadOf(epoch[1][curve.figure]);
  const mean = 100 * spread.mean;
  const half = isNumber(spread.half) ? 100 * spread.half : null;
  return {
    value: [epoch[0] + shift, mean, half === null ? null : mean - half, half === null ? null : mean + half],
    lines: [spreadText(spread, UNITS.percent), curve.name + ', epoch ' + epoch[0]],
  };
}

// ------------------------------------------------------------------------------------ calibration

const WAYS = {
  'training-log': 'training log',
  'forgot-eval': 'eval() forgotten',
  'dropout-left-on': 'dropout left on',
  'shared-loader': 'train transform on test images',
  deployed: 'deployed',
};

function calibrationChart(report, choice, view) {
  const title = 'Calibration: how far confidence is off accuracy';
  const rows = (choice.cell === null ? [] : report.details(choice.cell).evaluations || [])
    .filter(row => row[0][5] === 'all' && WAYS[row[0][0]])
    .map(row => ({ name: WAYS[row[0][0]], error: spreadOf(row[1].calibrationError), loss: spreadOf(row[1].loss) }));
  remediesOf(report, choice.cell)
    .filter(one => (one.remedy === 'mc-dropout' || one.remedy.indexOf('recalibration') === 0) && one.domain === 'all' && one.figure('calibrationErrorAfter') !== null)
    .filter(one => one.remedy === 'mc-dropout' || (one.estimator === 'cumulative' && one.transform === 'train'))
    .sort((a, b) => (b.samples || 0) - (a.samples || 0))
    .filter((one, index, all) => all.findIndex(other => other.remedy === one.remedy) === index)
    .forEach(one => rows.push({ name: remedyText(one), error: one.figure('calibrationErrorAfter'), loss: one.figure('lossAfter') }));
  const shown = rows.filter(row => row.error !== null).reverse();
  if (shown.length === 0) {
    return nothing(title, detailsMissing(report, choice, 'Nothing of this cell was evaluated.'));
  }
  const option = baseOption(view);
  const narrow = view.width < 560;
  const marks = shown.map((row, index) => {
    const mean = 100 * row.error.mean;
    const half = isNumber(row.error.half) ? 100 * row.error.half : null;
    return {
      value: [mean, index, half === null ? null : mean - half, half === null ? null : mean + half],
      lines: [row.name + ': ' + spreadText(row.error, UNITS.percent), 'cross-entropy ' + spreadText(row.loss, UNITS.nats)],
    };
  });
  const values = [];
  marks.forEach(mark => values.push(mark.value[0], mark.value[2], mark.value[3]));
  const bounds = extent(values, true);
  const room = narrow ? 0 : Math.min(300, view.width * 0.42);
  option.grid = { left: room + 16, right: 16, top: 10, bottom: 46 };
  option.xAxis = valueAxis(view, { name: 'expected calibration error, %', nameGap: 28, min: Math.min(0, bounds.min), max: bounds.max, interval: bounds.interval });
  option.yAxis = stepAxis(view, shown.map(row => row.name), {});
  option.yAxis.axisLine.show = false;
  Object.assign(option.yAxis.axisLabel, labelBeside(view, room));
  option.yAxis.z = 10;
  option.series = [
    { type: 'scatter', data: marks, symbolSize: 11, itemStyle: { color: view.theme.series[0], opacity: 1 }, emphasis: { disabled: true }, z: 4 },
    lyingWhiskers(marks, view.theme.series[0], {}),
  ];
  return {
    title: title,
    summary: shown.slice().reverse().map(row => row.name + ' ' + spreadText(row.error, UNITS.percent)).join(', ') + '.',
    note: 'Expected calibration error over 15 bins: 0 means that of answers given with 80 % confidence, 80 % are right.',
    option: option,
    height: 64 + (narrow ? 44 : 28) * shown.length,
    table: {
      head: ['Way of evaluating', 'Calibration error', 'Cross-entropy'],
      rows: shown.slice().reverse().map(row => [row.name, spreadText(row.error, UNITS.percent), spreadText(row.loss, UNITS.nats)]),
    },
  };
}

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
    return nothing(title, 'MC dropout was not measured in the cells that have details (evaluation.remedies.mc-dropout-passes).');
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
  option.yAxis = stepAxis(view, shown.map(each => report.shortLabel(each.cell)), {});
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
        const half = spread.half;
        marks.push({
          value: [spread.mean, index + (number === 0 ? 0.12 : -0.12), isNumber(half) ? spread.mean - half : null, isNumber(half) ? spread.mean + half : null],
          cell: each.cell,
          lines: [kind.name + ': ' + spreadText(spread, UNITS.number), report.label(each.cell), 'accuracy ' + spreadText(each.one.figure('before'), UNITS.percent) + ' with eval(), ' + spreadText(each.one.figure('after'), UNITS.percent) + ' with MC dropout'],
        });
        values.push(spread.mean, spread.mean - (half || 0), spread.mean + (half || 0));
      }
    });
    const colour = view.theme.series[number];
    option.series.push({ type: 'scatter', name: kind.name, data: marks, symbol: SYMBOLS[number], symbolSize: 10, itemStyle: { color: colour, opacity: 1 }, emphasis: { disabled: true }, z: 4 });
    option.series.push(lyingWhiskers(marks, colour, { name: kind.name }));
  });
  option.series[0].markLine = referenceLine(view, 'xAxis', 0.5, 'chance');
  const bounds = extent(values, false);
  option.xAxis = valueAxis(view, { name: 'probability that an error is the more uncertain', nameGap: 28, min: bounds.min, max: bounds.max, interval: bounds.interval });
  return {
    title: title,
    summary: 'Probability that a wrong answer is more uncertain than a right one, in ' + plural(shown.length, 'cell') + '; 0.5 is chance, 1 is perfect.',
    note: 'Of two images, one answered wrongly and one rightly: how probably the wrong one has the larger uncertainty.',
    option: option,
    height: top + 56 + (narrow ? 46 : 26) * shown.length,
    table: {
      head: ['Cell', 'By entropy', 'By mutual information', 'Accuracy with eval()', 'with MC dropout', 'Cross-entropy with eval()', 'with MC dropout', 'Calibration error with eval()', 'with MC dropout'],
      rows: shown.slice().reverse().map(each => [
        report.label(each.cell),
        spreadText(each.one.figure('errorsByEntropy'), UNITS.number),
        spreadText(each.one.figure('errorsByInformation'), UNITS.number),
        spreadText(each.one.figure('before'), UNITS.percent),
        spreadText(each.one.figure('after'), UNITS.percent),
        spreadText(each.one.figure('lossBefore'), UNITS.number),
        spreadText(each.one.figure('lossAfter'), UNITS.number),
        spreadText(each.one.figure('calibrationErrorBefore'), UNITS.percent),
        spreadText(each.one.figure('calibrationErrorAfter'), UNITS.percent),
      ]),
    },
  };
}
