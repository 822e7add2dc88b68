// ------------------------------------------------------------ sections of the page

function section(id, title, lead, children) {
  return el(
    'section',
    { id: id, 'aria-labelledby': id + '-title' },
    [el('h2', { id: id + '-title' }, title), lead ? el('p', { class: 'lead' }, lead) : null].concat(children),
  );
}

/** The cell that the sections below are about. */
function cellControls(page) {
  const controls = el('div', { class: 'controls cell', role: 'group', 'aria-label': 'The cell that is looked at' });
  page.controls.push(() => fillCellControls(page, controls));
  return controls;
}

function fillCellControls(page, controls) {
  const report = page.report;
  const cell = page.choice.cell;
  clear(controls);
  if (cell === null) {
    return;
  }
  const position = report.position(cell);
  controls.appendChild(el('p', { class: 'title' }, 'The cell that the charts below are about'));
  report.axes
    .filter(axis => axis.values.length > 1)
    .forEach(axis => {
      const options = axis.values.map(value => ({ value: value, text: value }));
      controls.appendChild(
        select(axis.title, options, axis.values[position[axis.index]], value =>
          page.choose({ cell: nearestCell(report, position, axis.index, axis.values.indexOf(value)) }),
        ),
      );
    });
  const pinned = page.choice.pinned;
  controls.appendChild(
    el(
      'button',
      {
        type: 'button',
        click: () =>
          page.choose({
            pinned: pinned
              .filter(one => one !== cell)
              .concat([cell])
              .slice(-3),
          }),
      },
      'Keep to compare',
    ),
  );
  if (pinned.length > 0) {
    controls.appendChild(
      el(
        'button',
        { type: 'button', click: () => page.choose({ pinned: [] }) },
        'Forget ' + plural(pinned.length, 'kept cell'),
      ),
    );
  }
}

function gapSection(page) {
  return section('gap', 'From the training log to deployment', null, [
    figure(page, 'waterfall'),
    figure(page, 'shares'),
  ]);
}

function remediesSection(page) {
  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': 'Measure of remedies' });
  page.controls.push(() => {
    clear(controls);
    controls.appendChild(
      select(
        'Measured as',
        Object.keys(MEASURES).map(id => ({ value: id, text: MEASURES[id].name })),
        page.choice.measure,
        id => page.choose({ measure: id }),
      ),
    );
  });
  return section(
    'remedies',
    'Remedies',
    'What could be done to the trained model, what it brings to the deployed number, and what it costs.',
    [controls, figure(page, 'remedies'), figure(page, 'recalibration')],
  );
}

function layersSection(page) {
  return section('layers', 'Layers', 'Where the running statistics are off, and why.', [
    page.report.hasDetails('statisticsCauses') ? figure(page, 'statistics-causes') : null,
    figure(page, 'distance'),
    figure(page, 'layer-causes'),
    el('div', { class: 'pair' }, [figure(page, 'drift'), figure(page, 'evaluation-size')]),
  ]);
}

function learningSection(page) {
  return section(
    'learning',
    'Learning and uncertainty',
    '\u201cKeep to compare\u201d above puts the learning curves of up to four cells side by side.',
    [figure(page, 'learning'), figure(page, 'calibration'), figure(page, 'uncertainty')],
  );
}
