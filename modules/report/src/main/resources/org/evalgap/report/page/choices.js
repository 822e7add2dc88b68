// ------------------------------------------------------------ what is chosen, and the address

/** The choice in words that outlive another run of the study, for the part of the address behind the #. */
function choiceToFragment(report, choice) {
  const parts = [];
  const put = (key, value) => parts.push(encodeURIComponent(key) + '=' + encodeURIComponent(value));
  ['x', 'series', 'column', 'row'].forEach(role =>
    put(role, choice[role] === null ? '' : report.axes[choice[role]].key),
  );
  put('metric', choice.metric === null ? '' : choice.metric);
  put('split', choice.split);
  put('measure', choice.measure);
  freeAxes(report, choice).forEach(axis => put('at.' + axis.key, axis.values[choice.fixed[axis.index]] || ''));
  if (choice.cell !== null) {
    put('cell', report.data.cells.id[choice.cell]);
  }
  if (choice.pinned.length > 0) {
    put('compare', choice.pinned.map(cell => report.data.cells.id[cell]).join(','));
  }
  return parts.join('&');
}

/** The choice that a fragment asks for; whatever it does not say, or says of another study, is as by default. */
function choiceFromFragment(report, fragment) {
  const choice = defaultChoice(report);
  const asked = {};
  fragment.split('&').forEach(part => {
    const equals = part.indexOf('=');
    if (equals > 0) {
      asked[decoded(part.substring(0, equals))] = decoded(part.substring(equals + 1));
    }
  });
  const roles = ['x', 'series', 'column', 'row'];
  const named = roles.map(role => asked[role]);
  const known = named.every(key => key === '' || (key !== undefined && report.axisByKey(key) !== undefined));
  if (known && new Set(named.filter(Boolean)).size === named.filter(Boolean).length) {
    roles.forEach(role => {
      choice[role] = asked[role] === '' ? null : report.axisByKey(asked[role]).index;
    });
    choice.fixed = bestFixed(report, choice);
  }
  freeAxes(report, choice).forEach(axis => {
    const value = axis.values.indexOf(asked['at.' + axis.key]);
    if (value >= 0) {
      choice.fixed[axis.index] = value;
    }
  });
  if (availableMetrics(report).some(metric => metric.id === asked.metric)) {
    choice.metric = asked.metric;
  }
  if (asked.split === 'train' || asked.split === 'test') {
    choice.split = asked.split;
  }
  if (MEASURES[asked.measure] && asked.measure !== undefined) {
    choice.measure = asked.measure;
  }
  const cellOf = id => report.data.cells.id.indexOf(id);
  if (cellOf(asked.cell) >= 0) {
    choice.cell = cellOf(asked.cell);
  }
  choice.pinned = (asked.compare || '')
    .split(',')
    .map(cellOf)
    .filter(cell => cell >= 0)
    .slice(0, 3);
  return choice;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return ''; // Not written by this page: as if it were not there.
  }
}

/** Gives an axis a role; the axis that had it takes the other's former one, so that no axis has two. */
function swapRole(report, choice, role, axis) {
  const roles = ['x', 'series', 'column', 'row'];
  const changed = Object.assign({}, choice);
  const former = roles.find(other => choice[other] !== null && choice[other] === axis);
  if (former !== undefined) {
    changed[former] = choice[role];
  }
  changed[role] = axis;
  changed.fixed = bestFixed(report, changed);
  return changed;
}

/** The cell nearest to a position that has the wanted value on an axis. */
function nearestCell(report, position, axis, value) {
  let best = -1;
  let agreed = -1;
  report.cells.forEach(cell => {
    const other = report.position(cell);
    if (other[axis] === value) {
      const same = other.filter((one, index) => one === position[index]).length;
      if (same > agreed) {
        agreed = same;
        best = cell;
      }
    }
  });
  return best;
}
