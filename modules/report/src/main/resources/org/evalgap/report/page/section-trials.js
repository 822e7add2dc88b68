// ------------------------------------------------------------ trials and where they come from

function trialsSection(page) {
  const trials = page.report.data.trials;
  return section(
    'trials',
    'Trials',
    isCheckup(page)
      ? 'Every model that was checked up.'
      : 'Every trial with its status; those that failed come first. The command of a row runs that trial again, ' +
          'with the same bits on the same kind of machine.',
    [
      failureList(page, trials),
      trialTable(page, trials),
      el('h3', {}, 'Where the figures come from'),
      provenance(page),
    ],
  );
}

function failureList(page, trials) {
  const groups = new Map();
  trials.status.forEach((status, index) => {
    if (trials.statuses[status] !== 'OK') {
      const key = status + ' ' + trials.reason[index];
      groups.set(key, (groups.get(key) || []).concat([index]));
    }
  });
  if (groups.size === 0) {
    return null;
  }
  const shown = Array.from(groups.values())
    .sort((a, b) => b.length - a.length)
    .slice(0, 20);
  return el(
    'ul',
    {},
    shown
      .map(rows =>
        el('li', {}, [
          el('span', { class: 'status-bad' }, trials.statuses[trials.status[rows[0]]]),
          ' ' + plural(rows.length, 'trial') + ': ',
          foreign(trials.reasons[trials.reason[rows[0]]] || 'no reason given'),
        ]),
      )
      .concat(
        groups.size > shown.length
          ? [el('li', {}, 'and ' + (groups.size - shown.length) + ' more reasons, in the table')]
          : [],
      ),
  );
}

/** Columns of the table of trials: a name, what a row is sorted by, and what it shows. */
function trialColumns(page, trials) {
  const report = page.report;
  return [
    {
      name: 'Status',
      key: row => (trials.statuses[trials.status[row]] === 'OK' ? '1' : '0') + trials.statuses[trials.status[row]],
      text: row => trials.statuses[trials.status[row]],
    },
    { name: 'Cell', key: row => trials.cell[row], text: row => report.shortLabel(trials.cell[row]) },
    {
      name: 'Replicate',
      key: row => trials.replicate[row],
      text: row => String(trials.replicate[row]),
      number: true,
    },
    {
      name: 'Deployed accuracy',
      key: row => (isNumber(trials.deployed[row]) ? trials.deployed[row] : -1),
      text: row => percent(trials.deployed[row]),
      number: true,
    },
    { name: 'Time', key: row => trials.seconds[row], text: row => duration(trials.seconds[row]), number: true },
    { name: 'Trial', key: row => trials.id[row], text: row => trials.id[row].substring(0, 12) },
    {
      name: 'Reason',
      optional: true,
      key: row => trials.reasons[trials.reason[row]] || '',
      text: row => trials.reasons[trials.reason[row]] || '',
    },
  ];
}

function trialTable(page, trials) {
  const columns = trialColumns(page, trials).filter(column => !column.optional || trials.reasons.length > 0);
  const chosen = { status: '' };
  return rowTable(page, {
    id: 'trial',
    noun: 'trial',
    label: 'Words in cell, trial or reason',
    count: trials.id.length,
    columns: columns,
    text: row => page.report.label(trials.cell[row]) + ' ' + (trials.reasons[trials.reason[row]] || ''),
    begins: row => trials.id[row],
    passes: row => chosen.status === '' || trials.statuses[trials.status[row]] === chosen.status,
    controls: find =>
      select(
        'Status',
        [{ value: '', text: 'any' }].concat(trials.statuses.map(status => ({ value: status, text: status }))),
        '',
        status => {
          chosen.status = status;
          find();
        },
      ),
    last: 'Again',
    line: row => trialRow(page, trials, columns, row),
  });
}
