// ------------------------------------------------------------ a row of the table of trials

function trialRow(page, trials, columns, row) {
  const failed = trials.statuses[trials.status[row]] !== 'OK';
  const line = el(
    'tr',
    {},
    columns.map((column, index) =>
      el(
        'td',
        { class: column.number ? 'number' : index === 0 && failed ? 'status-bad' : null },
        index === 5 ? el('code', { title: trials.id[row] }, column.text(row)) : foreign(column.text(row)),
      ),
    ),
  );
  const button = el('button', { type: 'button', 'aria-expanded': 'false', click: () => toggle() }, 'Command');
  let open = null;
  function toggle() {
    if (open !== null) {
      open.remove();
      open = null;
    } else {
      open = el('tr', {}, el('td', { colspan: String(columns.length + 1) }, commandBox(page, trials, row)));
      line.after(open);
    }
    button.setAttribute('aria-expanded', String(open !== null));
  }
  line.appendChild(el('td', {}, isCheckup(page) ? null : button));
  return line;
}

function commandBox(page, trials, row) {
  const location = page.report.data.location;
  const id = trials.id[row];
  const command =
    'jobs/evalgap sweep ' +
    shellQuoted(location + '/study.conf') +
    ' --trial ' +
    id +
    ' --output ' +
    shellQuoted('output/again-' + id.substring(0, 12));
  const text = el('pre', { tabindex: '0' }, command);
  const copy = el('button', { type: 'button', click: () => copyText(command, text, copy) }, 'Copy');
  return [
    el('p', { class: 'note' }, [
      'Trial ' + id + ', ',
      foreign(page.report.label(trials.cell[row])),
      ', replicate ' + trials.replicate[row],
    ]),
    text,
    copy,
  ];
}

function shellQuoted(text) {
  return /^[A-Za-z0-9_.\/:@%+-]+$/.test(text) ? text : "'" + text.split("'").join("'\\''") + "'";
}

function copyText(text, box, button) {
  const done = () => {
    button.textContent = 'Copied';
  };
  const selectIt = () => window.getSelection().selectAllChildren(box);
  if (navigator.clipboard) {
    navigator.clipboard.writeText(text).then(done, selectIt);
  } else {
    selectIt();
  }
}
