// ------------------------------------------------------------ batch size of the evaluation

function evaluationSizeChart(report, choice, view) {
  const title = 'Does the batch size of the evaluation matter?';
  const rows = choice.cell === null ? [] : report.details(choice.cell).evaluations;
  const kinds = [
    { protocol: 'batch-statistics-at-size', name: 'batch statistics' },
    { protocol: 'deployed-at-size', name: 'running statistics (eval())' },
  ];
  const found = rows.filter(
    row =>
      row.domain === 'all' && kinds.some(kind => kind.protocol === row.protocol) && row.figure('accuracy') !== null,
  );
  const sizes = Array.from(new Set(found.map(row => row.batchSize))).sort((a, b) => a - b);
  if (sizes.length < 2) {
    return nothing(
      title,
      detailsMissing(
        report,
        choice,
        'It was not measured (evaluation.batch-statistics-batch-sizes and evaluation.eval-batch-sizes).',
      ),
    );
  }
  const drawn = lineChart(view, {
    labels: sizes.map(String),
    xName: 'images evaluated together',
    unit: UNITS.percent,
    lines: kinds
      .map(kind => ({
        name: kind.name,
        points: found
          .filter(row => row.protocol === kind.protocol)
          .sort((a, b) => a.batchSize - b.batchSize)
          .map(row => ({
            x: sizes.indexOf(row.batchSize),
            spread: row.figure('accuracy'),
            lines: [spreadText(row.figure('accuracy'), UNITS.percent), kind.name + ', batches of ' + row.batchSize],
          })),
      }))
      .filter(line => line.points.length > 0),
  });
  return Object.assign(drawn, {
    title: title,
    summary:
      'Test accuracy with dropout off, in evaluation batches of ' +
      sizes.join(', ') +
      ' images, with batch and with running statistics.',
    note:
      'With running statistics an image\u2019s answer does not depend on its batch, so that line has to ' +
      'be flat.',
    table: {
      head: ['Statistics', 'Images together', 'Accuracy'],
      rows: found.map(row => [
        kinds.find(kind => kind.protocol === row.protocol).name,
        String(row.batchSize),
        spreadCell(row.figure('accuracy'), UNITS.percent),
      ]),
    },
  });
}
