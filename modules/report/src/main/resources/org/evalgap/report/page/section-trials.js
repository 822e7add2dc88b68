// ------------------------------------------------------------ trials and where they come from

const PAGE_ROWS = 25;

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
  const state = { sorted: 0, down: false, filter: '', status: '', first: 0 };
  const texts = [];
  const body = el('tbody', {});
  const heads = columns.map((column, index) =>
    el(
      'th',
      { scope: 'col', class: column.number ? 'number' : null },
      el('button', { type: 'button', click: () => sortBy(index) }, column.name),
    ),
  );
  const place = el('span', { role: 'status' }, '');
  const back = el('button', { type: 'button', click: () => turn(-PAGE_ROWS) }, 'Previous');
  const forth = el('button', { type: 'button', click: () => turn(PAGE_ROWS) }, 'Next');
  let matching = [];

  /** What the filter looks at, made when it is first needed. */
  function searchable(row) {
    if (texts[row] === undefined) {
      texts[row] = (
        page.report.label(trials.cell[row]) +
        ' ' +
        (trials.reasons[trials.reason[row]] || '')
      ).toLowerCase();
    }
    return texts[row];
  }

  function sortBy(index) {
    state.down = state.sorted === index && !state.down;
    state.sorted = index;
    state.first = 0;
    find();
  }

  function turn(rows) {
    state.first = Math.max(
      0,
      Math.min(state.first + rows, Math.floor(Math.max(0, matching.length - 1) / PAGE_ROWS) * PAGE_ROWS),
    );
    fill();
  }

  function find() {
    const column = columns[state.sorted];
    const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    matching = range(trials.id.length)
      .filter(row => state.status === '' || trials.statuses[trials.status[row]] === state.status)
      .filter(row => words.every(word => searchable(row).indexOf(word) >= 0 || trials.id[row].indexOf(word) === 0))
      .sort((a, b) => {
        const one = column.key(a);
        const other = column.key(b);
        const order = one < other ? -1 : one > other ? 1 : a - b;
        return state.down ? -order : order;
      });
    heads.forEach((head, index) =>
      head.setAttribute('aria-sort', index === state.sorted ? (state.down ? 'descending' : 'ascending') : 'none'),
    );
    fill();
  }

  function fill() {
    clear(body);
    matching
      .slice(state.first, state.first + PAGE_ROWS)
      .forEach(row => body.appendChild(trialRow(page, trials, columns, row)));
    const last = Math.min(state.first + PAGE_ROWS, matching.length);
    place.textContent =
      matching.length === 0
        ? 'No trial matches.'
        : 'Trials ' + (state.first + 1) + ' to ' + last + ' of ' + matching.length;
    back.disabled = state.first === 0;
    forth.disabled = last === matching.length;
  }

  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': 'Which trials are listed' }, [
    el('label', { class: 'field' }, [
      'Words in cell, trial or reason',
      el('input', {
        type: 'search',
        id: 'trial-filter',
        input: event => {
          state.filter = event.target.value;
          state.first = 0;
          find();
        },
      }),
    ]),
    select(
      'Status',
      [{ value: '', text: 'any' }].concat(trials.statuses.map(status => ({ value: status, text: status }))),
      '',
      status => {
        state.status = status;
        state.first = 0;
        find();
      },
    ),
  ]);
  find();
  return el('div', {}, [
    controls,
    el(
      'div',
      { class: 'scroll all', tabindex: '0', role: 'region', 'aria-label': 'Trials' },
      el('table', { id: 'trial-table' }, [
        el('thead', {}, el('tr', {}, heads.concat([el('th', { scope: 'col' }, 'Again')]))),
        body,
      ]),
    ),
    el('div', { class: 'pager' }, [back, forth, place]),
  ]);
}
