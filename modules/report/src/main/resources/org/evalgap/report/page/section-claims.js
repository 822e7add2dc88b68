// ------------------------------------------------------------ claims

const VERDICT_SIGNS = { supported: '\u2713', refuted: '\u2717', inconclusive: '?', 'not testable': '\u2013' };

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
      : 'What is often said about eval(), each as contrasts that were written down before the study ran. Of ' +
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
    testable.map(claimArticle).concat([
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
  const threshold = unitNumber(Math.abs(row.threshold), unit).replace('+', '');
  const wanted =
    row.direction === 'within'
      ? 'within \u00b1 ' + threshold
      : row.direction + ' ' + unitNumber(row.threshold, unit);
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
  const at = value => 12 + (226 * (value - from)) / span;
  const strip = svg('svg', {
    viewBox: '0 0 250 34',
    role: 'img',
    'aria-label': 'Effect with its interval, zero, and in grey what would support the claim',
  });
  const start = row.direction === 'above' ? at(row.threshold) : row.direction === 'within' ? at(-row.threshold) : 0;
  const end = row.direction === 'below' ? at(row.threshold) : row.direction === 'within' ? at(row.threshold) : 250;
  strip.appendChild(svg('rect', { class: 'zone', x: start, y: 4, width: Math.max(0, end - start), height: 26 }));
  strip.appendChild(svg('line', { class: 'axis', x1: at(0), x2: at(0), y1: 2, y2: 32 }));
  edges.forEach(edge =>
    strip.appendChild(svg('line', { class: 'threshold', x1: at(edge), x2: at(edge), y1: 4, y2: 30 })),
  );
  strip.appendChild(svg('line', { class: 'interval', x1: at(low), x2: at(high), y1: 17, y2: 17 }));
  strip.appendChild(svg('circle', { class: 'mean', cx: at(row.effect), cy: 17, r: 5 }));
  return strip;
}

function svg(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.keys(attributes).forEach(name => element.setAttribute(name, attributes[name]));
  return element;
}
