// ------------------------------------------------------------ claims

const VERDICT_SIGNS = {
  supported: '\u2713',
  opposite: '\u2717',
  'smaller than matters': '\u2248',
  inconclusive: '?',
  'premise not met': '\u2013',
  'not testable': '\u2013',
};

function claimsSection(page) {
  const claims = new Map();
  page.report.data.claims.forEach(row => claims.set(row.claim, (claims.get(row.claim) || []).concat([row])));
  const all = Array.from(claims.values());
  const testable = all.filter(rows => rows.some(row => row.verdict !== 'not testable'));
  const others = all.filter(rows => testable.indexOf(rows) < 0);
  const tally = {};
  testable.forEach(rows => (tally[rows[0].claimVerdict] = (tally[rows[0].claimVerdict] || 0) + 1));
  const lead =
    testable.length === 0
      ? 'This grid can test none of the claims.'
      : (page.report.data.publication ? 'What a paper says' : 'What is often said about eval()') +
        ', each as contrasts that were written down before the study ran. Of ' +
        plural(all.length, 'claim') +
        ': ' +
        Object.keys(tally)
          .map(verdict => tally[verdict] + ' ' + (verdict === 'not testable' ? 'testable in part' : verdict))
          .join(', ') +
        (others.length > 0 ? ', ' + others.length + ' not testable with this grid' : '') +
        '.';
  return section(
    'claims',
    'Claims and their evidence',
    lead,
    paperTexts(page.report.data.publication).concat(testable.map(claimArticle), [
      others.length === 0
        ? null
        : el('details', {}, [
            el('summary', {}, 'Claims that this grid cannot test'),
            el(
              'ul',
              {},
              others.map(rows => el('li', {}, rows[0].statement)),
            ),
          ]),
    ]),
  );
}

/** What a paper found that the study repeats in small, and how far it carries. */
function paperTexts(publication) {
  return publication
    ? [
        el('p', {}, [
          'Repeats in small: ',
          el('a', { href: publication.url, rel: 'noreferrer' }, foreign(publication.paper)),
          '. ',
          foreign(publication.found),
        ]),
        el('p', {}, ['How far this bears on it: ', foreign(publication.carries)]),
      ]
    : [];
}

function badge(verdict) {
  return el('span', { class: 'badge ' + verdict.split(' ')[0] }, VERDICT_SIGNS[verdict] + ' ' + verdict);
}

function claimArticle(rows) {
  return el(
    'article',
    { class: 'claim' },
    [el('header', {}, [el('h3', {}, rows[0].statement), badge(rows[0].claimVerdict)])].concat(
      rows.map(contrastRow),
    ),
  );
}

function contrastRow(row) {
  const unit = row.unit === 'points' ? UNITS.points : { scale: 1, signed: true, suffix: ' ' + row.unit };
  const half = isNumber(row.lower) && isNumber(row.upper) ? (row.upper - row.lower) / 2 : null;
  const wanted = wantedText(row, unit);
  const notes = [
    row.premise ? 'only cells of which this holds: ' + row.premise : null,
    row.hidden ? 'the mean hides ' + row.hidden : null,
    row.missing > 0 ? row.missing + ' values left out, as trials are missing' : null,
    row.cellsNotLearned > 0 ? row.cellsNotLearned + ' cells left out, whose networks learned nothing' : null,
  ].filter(note => note !== null);
  return el('div', { class: 'contrast' }, [
    el('div', { class: 'what' }, [
      row.contrast.split('-').join(' '),
      el('small', {}, row.measure),
      el('small', {}, foreign('at ' + row.first + (row.second ? ', against ' + row.second : ''))),
    ].concat(notes.map(note => el('small', {}, note)))),
    isNumber(row.effect)
      ? intervalStrip(row)
      : el('span', { class: 'note' }, row.verdict === 'premise not met' ? 'no such cells' : 'no such trials'),
    el('div', { class: 'figures' }, [
      spreadText(isNumber(row.effect) ? { mean: row.effect, half: half } : null, unit),
      el('small', {}, 'claimed: ' + wanted),
      el('small', {}, VERDICT_SIGNS[row.verdict] + ' ' + row.verdict),
      row.publishedSource ? el('small', {}, ['published: ', foreign(publishedText(row, unit))]) : null,
    ]),
  ]);
}

/** What a paper reports of the contrast, and where. */
function publishedText(row, unit) {
  const interval = isNumber(row.publishedLower)
    ? ' (' + unitNumber(row.publishedLower, unit) + ' \u2026 ' + unitNumber(row.publishedUpper, unit) + ')'
    : '';
  const number = isNumber(row.published) ? unitNumber(row.published, unit) + interval : null;
  return [number, row.publishedFinding, row.publishedSource, row.publishedNote].filter(Boolean).join('; ');
}

/**
 * Where an effect supports the claim: [from, to], infinite where there is no bound; outside it if the effect has to
 * differ.
 */
function wantedRange(row) {
  const reference = isNumber(row.reference) ? row.reference : 0;
  const below = reference - row.threshold;
  const above = reference + row.threshold;
  return {
    above: [above, Infinity],
    below: [-Infinity, below],
    'not-above': [-Infinity, above],
    'not-below': [below, Infinity],
    within: [below, above],
    differs: [below, above],
  }[row.direction];
}

function wantedText(row, unit) {
  const range = wantedRange(row).map(bound => (Number.isFinite(bound) ? unitNumber(bound, unit) : null));
  if (range[0] !== null && range[1] !== null) {
    return (row.direction === 'differs' ? 'outside ' : 'within ') + range[0] + ' \u2026 ' + range[1];
  }
  return row.direction.replace('-', ' ') + ' ' + (range[0] === null ? range[1] : range[0]);
}

/** A contrast's interval beside zero and what would support the claim. */
function intervalStrip(row) {
  const low = isNumber(row.lower) ? row.lower : row.effect;
  const high = isNumber(row.upper) ? row.upper : row.effect;
  const wanted = wantedRange(row);
  const edges = wanted.filter(Number.isFinite);
  const bounds = [low, high, 0].concat(edges, isNumber(row.published) ? [row.published] : []);
  const from = smallest(bounds);
  const span = largest(bounds) - from || 1;
  const at = value => 12 + (226 * (value - from)) / span;
  const strip = svg('svg', {
    viewBox: '0 0 250 34',
    role: 'img',
    'aria-label':
      'Effect with its interval, zero, and in grey what would support the claim' +
      (isNumber(row.published) ? '; as a diamond what is published' : ''),
  });
  const start = Number.isFinite(wanted[0]) ? at(wanted[0]) : 0;
  const end = Number.isFinite(wanted[1]) ? at(wanted[1]) : 250;
  const zones = row.direction === 'differs' ? [[0, start], [end, 250]] : [[start, end]];
  zones.forEach(zone =>
    strip.appendChild(
      svg('rect', { class: 'zone', x: zone[0], y: 4, width: Math.max(0, zone[1] - zone[0]), height: 26 }),
    ),
  );
  strip.appendChild(svg('line', { class: 'axis', x1: at(0), x2: at(0), y1: 2, y2: 32 }));
  edges.forEach(edge =>
    strip.appendChild(svg('line', { class: 'threshold', x1: at(edge), x2: at(edge), y1: 4, y2: 30 })),
  );
  strip.appendChild(svg('line', { class: 'interval', x1: at(low), x2: at(high), y1: 17, y2: 17 }));
  strip.appendChild(svg('circle', { class: 'mean', cx: at(row.effect), cy: 17, r: 5 }));
  if (isNumber(row.published)) {
    strip.appendChild(svg('path', { class: 'published', d: 'M' + at(row.published) + ' 10l5 7-5 7-5-7z' }));
  }
  return strip;
}

function svg(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.keys(attributes).forEach(name => element.setAttribute(name, attributes[name]));
  return element;
}
