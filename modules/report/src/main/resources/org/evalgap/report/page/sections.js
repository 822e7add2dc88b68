// ------------------------------------------------------------------------------------ sections of the page

function section(id, title, lead, children) {
  return el('section', { id: id, 'aria-labelledby': id + '-title' }, [
    el('h2', { id: id + '-title' }, title),
    lead ? el('p', { class: 'lead' }, lead) : null,
  ].concat(children));
}

// ---- 1: the verdict

function verdictSection(page) {
  const verdict = page.report.data.verdict;
  return el('section', { id: 'verdict', 'aria-labelledby': 'verdict-title' }, [
    el('p', { class: 'eyebrow' }, ['Study ', foreign(page.report.data.study), ': ' + trialCounts(page.report.data.provenance.statuses)]),
    el('h1', { id: 'verdict-title' }, verdict.headline),
    verdict.scopes.length > 0
      ? el('p', { class: 'lead' }, 'Switching a model to eval() makes BatchNorm use its running statistics, and turns dropout off. Between the training log and the deployed number also the transform and the images change. Which of the four takes how much:')
      : null,
    el('div', { class: 'scopes' }, verdict.scopes.map(scope => scopeCard(page, scope))),
    verdict.sentences.map(sentence => el('p', {}, foreign(sentence))),
    causesList(page),
    page.report.data.notes.map(note => el('p', { class: 'note' }, 'Left out: ' + note)),
  ].reduce((all, one) => all.concat(one), []));
}

function trialCounts(statuses) {
  const all = Object.keys(statuses).reduce((sum, status) => sum + statuses[status], 0);
  const bad = Object.keys(statuses).filter(status => status !== 'OK').map(status => statuses[status] + ' ' + status);
  return plural(all, 'trial') + (bad.length === 0 ? (all === 0 ? '' : ', all finished') : ', of which ' + bad.join(', '));
}

function scopeCard(page, scope) {
  const half = metric => {
    const spread = isNumber(scope.cell) ? page.report.spread(metric, scope.cell) : null;
    return spread && isNumber(spread.half) ? el('small', {}, ' \u00b1 ' + fixed(100 * spread.half, 1)) : null;
  };
  const number = (name, text, metric) => el('div', {}, [el('dt', {}, name), el('dd', {}, [text, half(metric)])]);
  const most = largest(scope.parts.map(part => Math.abs(part[1])).concat([0.001]));
  return el('article', { class: 'scope' }, [
    el('h2', {}, scope.title),
    el('p', { class: 'where' }, isNumber(scope.cell) ? foreign(page.report.shortLabel(scope.cell)) : 'each cell weighs the same'),
    el('dl', { class: 'numbers' }, [
      number('what users saw (training log)', percent(scope.saw), 'training-log'),
      number('what they get (deployed)', percent(scope.get), 'eval-mode/test'),
      number('lost on the way (gap, points)', signed(100 * scope.gap, 1), 'total-gap'),
    ]),
    el('ul', { class: 'parts', 'aria-label': 'Shares of the gap, in percentage points' }, scope.parts.map(part => partRow(part, most))),
    el('p', { class: 'note' }, scope.parts.length === 0 ? 'Shares of the gap were not measured.' : 'Points of accuracy; + widens the gap, \u2212 narrows it. They add up to the gap.'),
  ]);
}

function partRow(part, most) {
  const share = part[1];
  const bar = el('i', { class: part[0] });
  const width = 50 * Math.abs(share) / most;
  bar.style.width = width + '%';
  bar.style.left = (share < 0 ? 50 - width : 50) + '%';
  return el('li', {}, [
    el('span', { title: CAUSE_MEANINGS[part[0]] }, [el('span', { class: 'swatch ' + part[0] }), CAUSE_NAMES[part[0]]]),
    el('span', { class: 'value' }, signed(100 * share, 1) + ' pts'),
    el('span', { class: 'bar', 'aria-hidden': 'true' }, bar),
  ]);
}

function causesList(page) {
  const causes = page.report.data.verdict.causes;
  if (causes.length === 0) {
    return page.report.count === 0 ? [] : [el('p', { class: 'note' }, 'Which cause dominates in which cell was not measured: it needs evaluation.corners = factorial.')];
  }
  return [
    el('h2', { id: 'causes-title' }, 'Which cause dominates in which cells'),
    el('p', { class: 'note' }, 'The cause with the largest share of the cell\u2019s gap, of those whose interval leaves out zero.'),
    el('ul', { class: 'causes' }, causes.map(group =>
      el('li', {}, [
        el('div', {}, [
          el('span', { class: 'swatch ' + group.cause }),
          el('strong', {}, CAUSE_NAMES[group.cause]),
          group.cause === 'none' ? '' : group.widens ? ': a wider gap' : ': a narrower gap',
        ]),
        el('div', {}, [
          el('strong', {}, plural(group.cells, 'cell') + sharesText(group.shares)),
          group.where ? [' at ', foreign(group.where)] : ' all over the grid',
          el('span', { class: 'note' }, ' \u2014 ' + CAUSE_MEANINGS[group.cause]),
        ].reduce((all, one) => all.concat(one), [])),
      ]),
    )),
  ];
}

function sharesText(shares) {
  if (shares.length === 0) {
    return '';
  }
  const low = signed(100 * shares[0], 1);
  const high = signed(100 * shares[shares.length - 1], 1);
  return ' (' + (low === high ? low : low + ' to ' + high) + ' points)';
}

// ---- 2: degradation over the grid

function gridSection(page) {
  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': 'What the charts show' });
  page.controls.push(() => fillGridControls(page, controls));
  return section(
    'degradation',
    'Degradation over the grid',
    'Eval-mode degradation is accuracy in train mode minus accuracy after eval(): the same weights on the same images. Positive = eval() is worse.',
    [controls, figure(page, 'degradation')],
  );
}

function fillGridControls(page, controls) {
  const report = page.report;
  const choice = page.choice;
  clear(controls);
  const axisOptions = [{ value: '', text: '(none)' }].concat(report.axes.map(axis => ({ value: axis.key, text: axis.key })));
  const role = (name, label) =>
    select(label, axisOptions, choice[name] === null ? '' : report.axes[choice[name]].key, key =>
      page.choose(swapRole(report, choice, name, key === '' ? null : report.axisByKey(key).index)),
    );
  const metrics = availableMetrics(report);
  if (metrics.length > 0) {
    controls.appendChild(select('Figure', metrics.map(metric => ({ value: metric.id, text: metric.name })), choice.metric, id => page.choose({ metric: id })));
    if (metricById(choice.metric).splits) {
      controls.appendChild(select('Images', [{ value: 'test', text: 'test images' }, { value: 'train', text: 'training images' }], choice.split, split => page.choose({ split: split })));
    }
  }
  append(controls, [role('x', 'Along the x axis'), role('series', 'Lines'), role('column', 'Panels side by side'), role('row', 'Panels below each other')]);
  freeAxes(report, choice)
    .filter(axis => axis.values.length > 1)
    .forEach(axis => {
      controls.appendChild(select(axis.key, axis.values.map(value => ({ value: value, text: value })), axis.values[choice.fixed[axis.index]], value => {
        const fixed = Object.assign({}, choice.fixed);
        fixed[axis.index] = axis.values.indexOf(value);
        page.choose({ fixed: fixed });
      }));
    });
}

// ---- the cell that the sections below are about

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
  report.axes.filter(axis => axis.values.length > 1).forEach(axis => {
    const options = axis.values.map(value => ({ value: value, text: value }));
    controls.appendChild(select(axis.title, options, axis.values[position[axis.index]], value =>
      page.choose({ cell: nearestCell(report, position, axis.index, axis.values.indexOf(value)) }),
    ));
  });
  const pinned = page.choice.pinned;
  controls.appendChild(el('button', { type: 'button', click: () => page.choose({ pinned: pinned.filter(one => one !== cell).concat([cell]).slice(-3) }) }, 'Keep to compare'));
  if (pinned.length > 0) {
    controls.appendChild(el('button', { type: 'button', click: () => page.choose({ pinned: [] }) }, 'Forget ' + plural(pinned.length, 'kept cell')));
  }
}

// ---- 3 to 6

function gapSection(page) {
  return section('gap', 'From the training log to deployment', null, [figure(page, 'waterfall'), figure(page, 'shares')]);
}

function remediesSection(page) {
  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': 'Measure of remedies' });
  page.controls.push(() => {
    clear(controls);
    controls.appendChild(select('Measured as', Object.keys(MEASURES).map(id => ({ value: id, text: MEASURES[id].name })), page.choice.measure, id => page.choose({ measure: id })));
  });
  return section('remedies', 'Remedies', 'What could be done to the trained model, what it brings to the deployed number, and what it costs.', [controls, figure(page, 'remedies'), figure(page, 'recalibration')]);
}

function layersSection(page) {
  return section('layers', 'Layers', 'Where the running statistics are off, and why.', [
    figure(page, 'distance'),
    figure(page, 'layer-causes'),
    el('div', { class: 'pair' }, [figure(page, 'drift'), figure(page, 'evaluation-size')]),
  ]);
}

function learningSection(page) {
  return section('learning', 'Learning and uncertainty', '\u201cKeep to compare\u201d above puts the learning curves of up to four cells side by side.', [
    figure(page, 'learning'),
    figure(page, 'calibration'),
    figure(page, 'uncertainty'),
  ]);
}

// ---- 7: claims

const VERDICT_SIGNS = { supported: '\u2713', refuted: '\u2717', inconclusive: '?', 'not testable': '\u2013' };

function claimsSection(page) {
  const claims = new Map();
  page.report.data.claims.forEach(row => claims.set(row.claim, (claims.get(row.claim) || []).concat([row])));
  const all = Array.from(claims.values());
  const testable = all.filter(rows => rows.some(row => row.verdict !== 'not testable'));
  const others = all.filter(rows => testable.indexOf(rows) < 0);
  const tally = {};
  testable.forEach(rows => (tally[rows[0].claimVerdict] = (tally[rows[0].claimVerdict] || 0) + 1));
  const lead = testable.length === 0
    ? 'This grid can test none of the claims.'
    : 'What is often said about eval(), each as contrasts that were written down before the study ran. Of ' + plural(all.length, 'claim') + ': ' +
      Object.keys(tally).map(verdict => tally[verdict] + ' ' + (verdict === 'not testable' ? 'testable in part' : verdict)).join(', ') +
      (others.length > 0 ? ', ' + others.length + ' not testable with this grid' : '') + '.';
  return section('claims', 'Claims and their evidence', lead, testable.map(claimArticle).concat([
    others.length === 0 ? null : el('details', {}, [
      el('summary', {}, 'Claims that this grid cannot test'),
      el('ul', {}, others.map(rows => el('li', {}, rows[0].statement))),
    ]),
  ]));
}

function badge(verdict) {
  return el('span', { class: 'badge ' + verdict.split(' ')[0] }, VERDICT_SIGNS[verdict] + ' ' + verdict);
}

function claimArticle(rows) {
  return el('article', { class: 'claim' }, [
    el('header', {}, [el('h3', {}, rows[0].statement), badge(rows[0].claimVerdict)]),
  ].concat(rows.map(contrastRow)));
}

function contrastRow(row) {
  const unit = row.unit === 'points' ? UNITS.points : { scale: 1, signed: true, suffix: ' ' + row.unit };
  const half = isNumber(row.lower) && isNumber(row.upper) ? (row.upper - row.lower) / 2 : null;
  const threshold = unitNumber(Math.abs(row.threshold), unit).replace('+', '');
  const wanted = row.direction === 'within' ? 'within \u00b1 ' + threshold : row.direction + ' ' + unitNumber(row.threshold, unit);
  return el('div', { class: 'contrast' }, [
    el('div', { class: 'what' }, [
      row.contrast.split('-').join(' '),
      el('small', {}, row.measure),
      el('small', {}, foreign('at ' + row.first + (row.second ? ', against ' + row.second : ''))),
    ]),
    isNumber(row.effect) ? intervalStrip(row) : el('span', { class: 'note' }, 'no such trials'),
    el('div', { class: 'figures' }, [
      spreadText(isNumber(row.effect) ? { mean: row.effect, half: half } : null, unit),
      el('small', {}, 'claimed: ' + wanted),
      el('small', {}, VERDICT_SIGNS[row.verdict] + ' ' + row.verdict),
    ]),
  ]);
}

/** A contrast's interval beside zero and what would support the claim. */
function intervalStrip(row) {
  const low = isNumber(row.lower) ? row.lower : row.effect;
  const high = isNumber(row.upper) ? row.upper : row.effect;
  const edges = row.direction === 'within' ? [-row.threshold, row.threshold] : [row.threshold];
  const bounds = [low, high, 0].concat(edges);
  const from = smallest(bounds);
  const span = largest(bounds) - from || 1;
  const at = value => 12 + 226 * (value - from) / span;
  const strip = svg('svg', { viewBox: '0 0 250 34', role: 'img', 'aria-label': 'Effect with its interval, zero, and in grey what would support the claim' });
  const start = row.direction === 'above' ? at(row.threshold) : row.direction === 'within' ? at(-row.threshold) : 0;
  const end = row.direction === 'below' ? at(row.threshold) : row.direction === 'within' ? at(row.threshold) : 250;
  strip.appendChild(svg('rect', { class: 'zone', x: start, y: 4, width: Math.max(0, end - start), height: 26 }));
  strip.appendChild(svg('line', { class: 'axis', x1: at(0), x2: at(0), y1: 2, y2: 32 }));
  edges.forEach(edge => strip.appendChild(svg('line', { class: 'threshold', x1: at(edge), x2: at(edge), y1: 4, y2: 30 })));
  strip.appendChild(svg('line', { class: 'interval', x1: at(low), x2: at(high), y1: 17, y2: 17 }));
  strip.appendChild(svg('circle', { class: 'mean', cx: at(row.effect), cy: 17, r: 5 }));
  return strip;
}

function svg(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.keys(attributes).forEach(name => element.setAttribute(name, attributes[name]));
  return element;
}
