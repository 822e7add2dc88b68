// ------------------------------------------------------------ the verdict

function verdictSection(page) {
  const findings = page.report.data.findings;
  const headline = findings.length === 0 ? page.report.data.verdict.headline : findingsHeadline(findings);
  return el(
    'section',
    { id: 'verdict', 'aria-labelledby': 'verdict-title' },
    [
      livePart(page),
      el('p', { class: 'eyebrow' }, [
        isCheckup(page) ? 'Check-up' : 'Study ',
        isCheckup(page) ? null : foreign(page.report.data.study),
        ': ' + trialCounts(page.report.data.provenance.statuses, isCheckup(page) ? 'model' : 'trial'),
      ]),
      el('h1', { id: 'verdict-title' }, headline),
      findings.length === 0 ? studyVerdict(page) : findings.map(finding => findingPart(finding, findings.length > 1)),
      page.report.data.notes.map(note => el('p', { class: 'note' }, 'Left out: ' + note)),
    ].reduce((all, one) => all.concat(one), []),
  );
}

function studyVerdict(page) {
  const verdict = page.report.data.verdict;
  return [
    verdict.scopes.length > 0
      ? el(
          'p',
          { class: 'lead' },
          'Switching a model to eval() makes BatchNorm use its running statistics, and turns dropout off. ' +
            'Between the training log and the deployed number also the transform and the images change. Which ' +
            'of the four takes how much:',
        )
      : null,
    el(
      'div',
      { class: 'scopes' },
      verdict.scopes.map(scope => scopeCard(page, scope)),
    ),
    verdict.sentences.map(sentence => el('p', {}, foreign(sentence))),
    causesList(page),
  ].reduce((all, one) => all.concat(one), []);
}

/** What check-ups conclude, in a line. */
function findingsHeadline(findings) {
  if (findings.length === 1) {
    return findings[0].cause + ': ' + findings[0].meaning;
  }
  const healthy = findings.filter(finding => finding.cause === 'healthy').length;
  return plural(findings.length, 'model') + ' checked up, ' + (healthy === 0 ? 'none' : healthy) + ' healthy';
}

function findingPart(finding, named) {
  const points = interval =>
    signed(100 * interval[0], 1) +
    ' points (95 % over images: ' +
    signed(100 * interval[1], 1) +
    ' to ' +
    signed(100 * interval[2], 1) +
    ')';
  return el('article', { class: 'finding' }, [
    named ? el('h2', {}, [foreign(finding.model), ': ' + finding.cause]) : null,
    named ? el('p', {}, finding.meaning + '.') : null,
    el('p', { class: 'lead' }, ['Because ', foreign(finding.reason), '.']),
    el('p', {}, [el('strong', {}, 'What to do: '), foreign(finding.recommendation)]),
    el(
      'p',
      {},
      'eval() costs ' +
        points(finding.degradation) +
        ' of accuracy on the same images. From the training log to use, as far as it was measured: ' +
        points(finding.totalGap) +
        '.',
    ),
  ]);
}

/** Whether the page is of models that others trained, each the one trial of its cell: none can be trained again. */
function isCheckup(page) {
  return page.report.data.study === 'checkup' && page.report.data.provenance.trainSeconds === 0;
}

function trialCounts(statuses, noun) {
  const all = Object.keys(statuses).reduce((sum, status) => sum + statuses[status], 0);
  const bad = Object.keys(statuses)
    .filter(status => status !== 'OK')
    .map(status => statuses[status] + ' ' + status);
  return (
    plural(all, noun) + (bad.length === 0 ? (all === 0 ? '' : ', all finished') : ', of which ' + bad.join(', '))
  );
}

function scopeCard(page, scope) {
  const spread = metric => (isNumber(scope.cell) ? page.report.spread(metric, scope.cell) : null);
  const number = (name, text, metric, unit) =>
    el('div', {}, [
      el('dt', {}, name),
      el('dd', {}, [text, spread(metric) ? el('small', {}, replicatesText(spread(metric), unit)) : null]),
    ]);
  const most = largest(scope.parts.map(part => Math.abs(part.share)).concat([0.001]));
  return el('article', { class: 'scope' }, [
    el('h2', {}, scope.title),
    el(
      'p',
      { class: 'where' },
      isNumber(scope.cell) ? foreign(page.report.shortLabel(scope.cell)) : 'each cell weighs the same',
    ),
    el('dl', { class: 'numbers' }, [
      number('what users saw (training log)', percent(scope.saw), 'training-log', UNITS.percent),
      number('what they get (deployed)', percent(scope.get), 'eval-mode/test', UNITS.percent),
      number('lost on the way (gap, points)', signed(100 * scope.gap, 1), 'total-gap', UNITS.points),
    ]),
    el(
      'ul',
      { class: 'parts', 'aria-label': 'Shares of the gap, in percentage points' },
      scope.parts.map(part => partRow(part, most)),
    ),
    el(
      'p',
      { class: 'note' },
      scope.parts.length === 0
        ? 'Shares of the gap were not measured.'
        : 'Points of accuracy; + widens the gap, \u2212 narrows it. They add up to the gap.',
    ),
  ]);
}

function partRow(part, most) {
  const share = part.share;
  const bar = el('i', { class: part.cause });
  const width = (50 * Math.abs(share)) / most;
  bar.style.width = width + '%';
  bar.style.left = (share < 0 ? 50 - width : 50) + '%';
  return el('li', {}, [
    el('span', { title: CAUSE_MEANINGS[part.cause] }, [
      el('span', { class: 'swatch ' + part.cause }),
      CAUSE_NAMES[part.cause],
    ]),
    el('span', { class: 'value' }, signed(100 * share, 1) + ' pts'),
    el('span', { class: 'bar', 'aria-hidden': 'true' }, bar),
  ]);
}

function causesList(page) {
  const causes = page.report.data.verdict.causes;
  if (causes.length === 0) {
    return page.report.count === 0
      ? []
      : [
          el(
            'p',
            { class: 'note' },
            'Which cause dominates in which cell was not measured: it needs evaluation.corners = factorial.',
          ),
        ];
  }
  return [
    el('h2', { id: 'causes-title' }, 'Which cause dominates in which cells'),
    el(
      'p',
      { class: 'note' },
      'The cause with the largest share of the cell\u2019s gap, of those whose interval leaves out zero.',
    ),
    el(
      'ul',
      { class: 'causes' },
      causes.map(group =>
        el('li', {}, [
          el('div', {}, [
            el('span', { class: 'swatch ' + group.cause }),
            el('strong', {}, CAUSE_NAMES[group.cause]),
            group.cause === 'none' ? '' : group.widens ? ': a wider gap' : ': a narrower gap',
          ]),
          el(
            'div',
            {},
            [
              el('strong', {}, plural(group.cells, 'cell') + sharesText(group.shares)),
              group.where ? [' at ', foreign(group.where)] : ' all over the grid',
              el('span', { class: 'note' }, ' \u2014 ' + CAUSE_MEANINGS[group.cause]),
            ].reduce((all, one) => all.concat(one), []),
          ),
        ]),
      ),
    ),
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
