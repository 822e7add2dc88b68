// ------------------------------------------------------------ all cells as a table

/** Figures that the table of cells shows, where they were measured. */
const CELL_COLUMNS = [
  { name: 'Training log, %', metric: 'training-log', unit: 'percent' },
  { name: 'Deployed, %', metric: 'eval-mode/test', unit: 'percent' },
  { name: 'Gap, points', metric: 'total-gap', unit: 'points' },
  { name: 'By eval(), points', metric: 'degradation/test', unit: 'points' },
];

function cellsSection(page) {
  return section(
    'cells',
    'Cells',
    'Every cell with its value on each axis. Gap: training log minus deployed; by eval(): train mode minus eval mode ' +
      'on the test images. A column\u2019s head sorts; what is missing sorts as the least.',
    [cellTable(page)],
  );
}

function cellTable(page) {
  const report = page.report;
  const columns = cellColumns(report);
  return rowTable(page, {
    id: 'cell',
    noun: 'cell',
    label: 'Words in the cell, such as batch-size = 2',
    count: report.count,
    columns: columns,
    text: report.label,
    begins: cell => report.data.cells.id[cell],
    last: 'Below',
    line: cell =>
      el(
        'tr',
        {},
        columns
          .map(column => el('td', { class: column.number ? 'number' : null }, foreign(column.text(cell))))
          .concat([el('td', {}, lookButton(page, cell))]),
      ),
  });
}

function lookButton(page, cell) {
  return el(
    'button',
    {
      type: 'button',
      'aria-label': 'Look at ' + page.report.shortLabel(cell),
      click: event => {
        page.choose({ cell: cell });
        goTo(event, 'gap');
      },
    },
    'Look',
  );
}

function cellColumns(report) {
  const cells = report.data.cells;
  const axes = report.telling.map(axis => ({
    name: axis.title,
    number: axis.numeric,
    key: cell => report.position(cell)[axis.index],
    text: cell => valueText(axis, report.position(cell)),
  }));
  const figures = CELL_COLUMNS.filter(column => report.has(column.metric)).map(column => ({
    name: column.name,
    number: true,
    key: cell => {
      const spread = report.spread(column.metric, cell);
      return spread === null ? -Infinity : spread.mean;
    },
    text: cell => String(spreadCell(report.spread(column.metric, cell), UNITS[column.unit], true)),
  }));
  const counted = (name, counts) => ({
    name: name,
    number: true,
    key: cell => counts[cell],
    text: cell => String(counts[cell]),
  });
  const ended = {
    name: 'Ended by',
    key: cell => cells.endedBy[cell] || '',
    text: cell => cells.endedBy[cell] || 'goes on',
  };
  const counts = [counted('Replicates', cells.replicates), counted('Failed', cells.failures)];
  const decided = cells.endedBy.some(reason => reason !== 'number') ? [ended] : [];
  return axes.concat(counts, decided, figures, [
    {
      name: 'Sure cause',
      key: cell => cells.cause[cell] || '',
      text: cell => (cells.cause[cell] ? CAUSE_NAMES[cells.cause[cell]] : ABSENT),
    },
  ]);
}
