// ------------------------------------------------------------ how many images recalibration needs

/** Deployed accuracy after recalibration with more and more training images. */
function recalibrationChart(report, choice, view) {
  const title = 'How many images recalibration needs';
  const all = remediesOf(report, choice.cell).filter(
    one => one.remedy === 'recalibration' && one.domain === 'all' && !one.ownDomain && one.figure('after') !== null,
  );
  if (new Set(all.map(one => one.samples)).size < 2) {
    return nothing(
      title,
      detailsMissing(
        report,
        choice,
        'This cell was not recalibrated with different numbers of images ' +
          '(evaluation.remedies.recalibration-samples).',
      ),
    );
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
      'Deployed accuracy after recalibration with ' +
      samples.join(', ') +
      ' images, in ' +
      plural(curves.length, 'variant') +
      (reference === null ? '' : '; before it was ' + percent(reference)) +
      '.',
    note:
      'Whiskers: 95 % intervals over replicates. Variants with the same figures are drawn once. Line: ' +
      'deployed accuracy before.',
    table: {
      head: ['Variant', 'Images', 'Accuracy after'],
      rows: all.map(one => [remedyText(one), String(one.samples), spreadCell(one.figure('after'), UNITS.percent)]),
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
