// ------------------------------------------------------------ the page

const SECTIONS = [
  ['verdict', 'Verdict'],
  ['degradation', 'Grid'],
  ['cells', 'Cells'],
  ['gap', 'Gap'],
  ['remedies', 'Remedies'],
  ['layers', 'Layers'],
  ['learning', 'Learning'],
  ['claims', 'Claims'],
  ['trials', 'Trials'],
];

function start() {
  const report = openReport(JSON.parse(document.getElementById('data').textContent));
  const page = {
    report: report,
    choice: choiceFromFragment(report, location.hash.substring(1)),
    figures: [],
    controls: [],
    places: {},
    printing: false,
  };

  page.theme = () => THEMES[page.printing ? 'light' : document.documentElement.getAttribute('data-theme')];

  /** Changes what is chosen, here and in the address. */
  page.choose = change => {
    page.choice = Object.assign({}, page.choice, change);
    history.replaceState(null, '', '#' + choiceToFragment(report, page.choice));
    page.update();
  };

  page.update = () => {
    const focus = rememberFocus();
    page.controls.forEach(fill => fill());
    focus();
    page.figures.forEach(one => one.refresh());
  };

  startTheme(page);
  build(page);
  restorePlace(page);
  page.figures.slice(0, 1).forEach(first => first.draw());
  window.addEventListener('hashchange', () => {
    if (location.hash.indexOf('=') > 0) {
      page.choice = choiceFromFragment(report, location.hash.substring(1));
      page.update();
    }
  });
  printing(page);
}

/** What a page of check-ups has nothing to show in: claims are of studies, and one model is no grid. */
function emptySections(page) {
  if (page.report.data.findings.length === 0) {
    return [];
  }
  return page.report.count === 1 ? ['degradation', 'cells', 'claims'] : ['claims'];
}

function build(page) {
  const empty = emptySections(page);
  const shown = (id, make) => (empty.indexOf(id) < 0 ? make(page) : null);
  append(
    document.getElementById('sections'),
    SECTIONS.filter(one => empty.indexOf(one[0]) < 0).map(one =>
      el('a', { href: '#' + one[0], click: event => goTo(event, one[0]) }, one[1]),
    ),
  );
  append(document.getElementById('page'), [
    verdictSection(page),
    page.report.count === 0
      ? null
      : el('div', {}, [shown('degradation', gridSection), shown('cells', cellsSection)]),
    page.report.count === 0
      ? null
      : el('div', {}, [
          shown('cells', cellControls),
          gapSection(page),
          remediesSection(page),
          layersSection(page),
          learningSection(page),
        ]),
    shown('claims', claimsSection),
    trialsSection(page),
  ]);
  page.controls.forEach(fill => fill());
}

/** Goes to a section and leaves the choice in the address alone. */
function goTo(event, id) {
  const target = document.getElementById(id);
  event.preventDefault();
  if (target) {
    target.setAttribute('tabindex', '-1');
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }
}

/** Controls are made anew when the choice changes; whoever used one by keyboard stays on it. */
function rememberFocus() {
  const focused = document.activeElement;
  const group = focused && focused.closest('.controls');
  if (!group) {
    return () => {};
  }
  const place = Array.from(group.querySelectorAll('select, button, input')).indexOf(focused);
  return () => {
    const controls = group.querySelectorAll('select, button, input');
    if (place >= 0 && controls.length > 0) {
      controls[Math.min(place, controls.length - 1)].focus({ preventScroll: true });
    }
  };
}

function startTheme(page) {
  const root = document.documentElement;
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const button = document.getElementById('theme');
  const set = (page.setTheme = dark => {
    root.setAttribute('data-theme', dark ? 'dark' : 'light');
    button.textContent = dark ? 'Light' : 'Dark';
    button.setAttribute('aria-label', dark ? 'Use light colours' : 'Use dark colours');
  });
  set(system.matches);
  button.hidden = false;
  button.addEventListener('click', () => {
    set(root.getAttribute('data-theme') !== 'dark');
    page.figures.forEach(one => one.refresh());
  });
  system.addEventListener('change', () => {
    set(system.matches);
    page.figures.forEach(one => one.refresh());
  });
}

/** Paper is light, and all of it is near. */
function printing(page) {
  const root = document.documentElement;
  let before = null;
  window.addEventListener('beforeprint', () => {
    before = root.getAttribute('data-theme');
    root.setAttribute('data-theme', 'light');
    page.printing = true;
    page.figures.forEach(one => one.draw());
  });
  window.addEventListener('afterprint', () => {
    root.setAttribute('data-theme', before);
    page.printing = false;
    page.figures.forEach(one => one.draw());
  });
}

start();
