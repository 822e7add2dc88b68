// ------------------------------------------------------------ a table that is sorted, filtered and turned

const PAGE_ROWS = 25;

/**
 * A table of many rows, each known by its number.
 *
 * what.id: of the table; what.noun: what a row is; what.label: for the field of words
 * what.count: rows
 * what.columns: each with a name, `key(row)` to sort by, `number` if it is one
 * what.text(row): what the words of the filter are looked for in
 * what.begins(row): what a word may be the beginning of as well
 * what.line(row): its element
 * what.last: head of a column that cannot be sorted by
 * what.controls(find): more controls, and what.passes(row): what they let through
 */
function rowTable(page, what) {
  const state = { sorted: 0, down: false, filter: '', first: 0 };
  const texts = [];
  const body = el('tbody', {});
  const heads = what.columns.map((column, index) =>
    el(
      'th',
      { scope: 'col', class: column.number ? 'number' : null },
      el('button', { type: 'button', click: () => sortBy(index) }, column.name),
    ),
  );
  const place = el('span', { role: 'status' }, '');
  const back = el('button', { type: 'button', click: () => turn(-PAGE_ROWS) }, 'Previous');
  const forth = el('button', { type: 'button', click: () => turn(PAGE_ROWS) }, 'Next');
  const words = el('input', {
    type: 'search',
    id: what.id + '-filter',
    input: event => {
      state.filter = event.target.value;
      findFromFirst();
    },
  });
  let matching = [];

  /** Made when it is first needed. */
  function searchable(row) {
    if (texts[row] === undefined) {
      texts[row] = what.text(row).toLowerCase();
    }
    return texts[row];
  }

  function sortBy(index) {
    state.down = state.sorted === index && !state.down;
    state.sorted = index;
    findFromFirst();
  }

  function turn(rows) {
    const last = Math.floor(Math.max(0, matching.length - 1) / PAGE_ROWS) * PAGE_ROWS;
    state.first = Math.max(0, Math.min(state.first + rows, last));
    fill();
  }

  function findFromFirst() {
    state.first = 0;
    find();
  }

  function find() {
    const column = what.columns[state.sorted];
    const wanted = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    matching = range(what.count)
      .filter(what.passes || (() => true))
      .filter(row => wanted.every(word => searchable(row).indexOf(word) >= 0 || what.begins(row).indexOf(word) === 0))
      .sort((a, b) => {
        const one = column.key(a);
        const other = column.key(b);
        const order = one < other ? -1 : one > other ? 1 : a - b;
        return state.down ? -order : order;
      });
    heads.forEach((head, index) =>
      head.setAttribute('aria-sort', index === state.sorted ? (state.down ? 'descending' : 'ascending') : 'none'),
    );
    turn(0);
  }

  function fill() {
    clear(body);
    matching.slice(state.first, state.first + PAGE_ROWS).forEach(row => body.appendChild(what.line(row)));
    const last = Math.min(state.first + PAGE_ROWS, matching.length);
    place.textContent =
      matching.length === 0
        ? 'No ' + what.noun + ' matches.'
        : capital(what.noun) + 's ' + (state.first + 1) + ' to ' + last + ' of ' + matching.length;
    back.disabled = state.first === 0;
    forth.disabled = last === matching.length;
  }

  page.places[what.id] = {
    get: () => state,
    set: kept => {
      Object.assign(state, kept);
      words.value = state.filter;
      find();
    },
  };
  const listed = 'Which ' + what.noun + 's are listed';
  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': listed }, [
    el('label', { class: 'field' }, [what.label, words]),
  ]);
  append(controls, what.controls ? what.controls(findFromFirst) : []);
  find();
  return el('div', {}, [
    controls,
    el(
      'div',
      { class: 'scroll all', tabindex: '0', role: 'region', 'aria-label': capital(what.noun) + 's' },
      el('table', { id: what.id + '-table', class: 'rows' }, [
        el('thead', {}, el('tr', {}, heads.concat([el('th', { scope: 'col' }, what.last)]))),
        body,
      ]),
    ),
    el('div', { class: 'pager' }, [back, forth, place]),
  ]);
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.substring(1);
}
