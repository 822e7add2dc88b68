// ------------------------------------------------------------ tables of charts

/** A figure in a table: people read its text, a file has its numbers. Without its suffix if the head has the unit. */
function spreadCell(spread, unit, bare) {
  const text = spreadText(spread, unit);
  return {
    spread: spread,
    unit: unit,
    toString: () => (bare ? text.replace(unit.suffix, '') : text),
  };
}

function isSpreadCell(cell) {
  return typeof cell === 'object' && cell !== null && cell.unit !== undefined;
}

/**
 * A table as comma-separated values, a line for each row. A figure takes four columns: mean, ends of the interval, and
 * the replicates that are on the page, separated by spaces. What is not known is empty.
 */
function csvText(table) {
  const figures = table.head.map((name, column) => table.rows.some(row => isSpreadCell(row[column])));
  const head = table.head.map((name, column) => (figures[column] ? figureHead(name, table.rows, column) : [name]));
  const lines = table.rows.map(row =>
    row.map((cell, column) => (figures[column] ? figureFields(cell) : [plainNumber(String(cell))])),
  );
  return [head]
    .concat(lines)
    .map(line => [].concat.apply([], line).map(csvField).join(','))
    .join('\r\n')
    .concat('\r\n');
}

function figureHead(name, rows, column) {
  const suffix = rows.find(row => isSpreadCell(row[column]))[column].unit.suffix.trim();
  const full = suffix === '' || name.indexOf('(') >= 0 ? name : name + ' (' + suffix + ')';
  return [full, full + ' lower', full + ' upper', full + ' by replicate'];
}

function figureFields(cell) {
  if (!isSpreadCell(cell) || !cell.spread) {
    return ['', '', '', ''];
  }
  const number = value => (isNumber(value) ? String(rounded(value * cell.unit.scale)) : '');
  const ends = intervalEnds(cell.spread, cell.unit);
  return [
    number(cell.spread.mean),
    number(ends.low),
    number(ends.high),
    (cell.spread.values || []).map(number).join(' '),
  ];
}

/** Numbers as programs read them; no sign for what is not known. */
function plainNumber(text) {
  if (text === ABSENT) {
    return '';
  }
  return /^[+\u2212]?[0-9][0-9.]*$/.test(text) ? text.replace('+', '').replace(MINUS, '-') : text;
}

/**
 * Texts with a separator, quote or line break stand in quotes. A name that a spreadsheet would compute as a formula
 * begins with an apostrophe, by which it shows it as it is.
 */
function csvField(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[-+0-9.e ]+$/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.split('"').join('""') + '"' : safe;
}
