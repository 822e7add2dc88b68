// ------------------------------------------------------------ the page of a sweep that runs

/** Seconds until a reader who is in the middle of something is asked again. */
const BUSY_SECONDS = 5;

/** Seconds until a page that was loaded anew has all its charts. */
const SETTLED_SECONDS = 3;

/** Where on the screen a reader reads, in pixels from its top. */
const READING = 100;

/** Says how far the sweep is, and looks for a newer page now and then; nothing if the sweep is over. */
function livePart(page) {
  const live = page.report.data.live;
  if (!live) {
    return null;
  }
  const pause = el('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false', click: () => turn() }, 'Pause');
  let paused = false;
  function turn() {
    paused = !paused;
    pause.textContent = paused ? 'Go on' : 'Pause';
    pause.setAttribute('aria-pressed', String(paused));
  }
  wait(live.refreshSeconds, () => !paused && !isBusy(), () => {
    savePlace(page);
    location.reload();
  });
  return el('p', { id: 'live', class: 'live' }, [
    'The sweep was running at ',
    el('time', { datetime: live.at }, new Date(live.at).toLocaleTimeString()),
    ': ' + live.done + ' of ' + plural(live.trials, 'trial') + ' done. This page looks for a newer one every ',
    live.refreshSeconds + ' seconds, and stays where you are. ',
    pause,
  ]);
}

function wait(seconds, ready, act) {
  setTimeout(() => (ready() ? act() : wait(BUSY_SECONDS, ready, act)), 1000 * seconds);
}

/** Whether the page would be taken away under the reader's hands, or nobody looks. */
function isBusy() {
  const focused = document.activeElement;
  const typing = focused !== null && /^(INPUT|SELECT)$/.test(focused.tagName);
  return typing || document.hidden || document.querySelector('dialog') !== null || !window.getSelection().isCollapsed;
}

/** What there is to be kept when the page is loaded anew, in the browser's entry of this page. */
function savePlace(page) {
  const places = {};
  Object.keys(page.places).forEach(id => (places[id] = page.places[id].get()));
  const heights = {};
  document.querySelectorAll('[data-chart]').forEach(one => {
    heights[one.getAttribute('data-chart')] = one.offsetHeight;
  });
  const open = Array.from(document.querySelectorAll('main details')).filter(one => one.open);
  const focused = document.activeElement;
  history.scrollRestoration = 'manual';
  history.replaceState(
    {
      reading: readingPlace(),
      theme: document.documentElement.getAttribute('data-theme'),
      places: places,
      heights: heights,
      open: open.map(nameOf),
      focused: focused === document.body ? null : nameOf(focused),
    },
    '',
  );
}

/** Brings back what was kept; charts that are not drawn yet stand in for themselves with the height they had. */
function restorePlace(page) {
  const kept = history.state;
  if (!kept || !kept.reading) {
    return;
  }
  history.scrollRestoration = 'auto';
  history.replaceState(null, '');
  page.setTheme(kept.theme === 'dark');
  Object.keys(page.places).forEach(id => kept.places[id] && page.places[id].set(kept.places[id]));
  document.querySelectorAll('main details').forEach(one => (one.open = kept.open.indexOf(nameOf(one)) >= 0));
  document.querySelectorAll('[data-chart]').forEach(one => {
    one.style.minHeight = (kept.heights[one.getAttribute('data-chart')] || 0) + 'px';
  });
  holdPlace(kept.reading);
  const focused = Array.from(document.querySelectorAll('button, a, summary, [tabindex]')).find(
    one => nameOf(one) === kept.focused,
  );
  if (focused) {
    focused.focus({ preventScroll: true });
  }
}

/** The innermost part of the page below its head, and how far down it begins: what is above may grow meanwhile. */
function readingPlace() {
  const parts = Array.from(document.querySelectorAll('[data-chart], section')).filter(part => {
    const box = part.getBoundingClientRect();
    return box.top <= READING && box.bottom > READING;
  });
  const part = parts[parts.length - 1] || document.querySelector('section');
  const chart = part.getAttribute('data-chart');
  const selector = chart === null ? 'section[id="' + part.id + '"]' : '[data-chart="' + chart + '"]';
  return { selector: selector, top: part.getBoundingClientRect().top };
}

/** Keeps what was read where it was while the charts above are drawn, until the reader goes elsewhere. */
function holdPlace(reading) {
  const part = document.querySelector(reading.selector);
  if (part === null) {
    return;
  }
  const hold = () => window.scrollBy(0, part.getBoundingClientRect().top - reading.top);
  const observer = new ResizeObserver(hold);
  const stop = () => observer.disconnect();
  hold();
  observer.observe(document.body);
  ['wheel', 'touchstart', 'pointerdown', 'keydown'].forEach(type =>
    window.addEventListener(type, stop, { once: true }),
  );
  setTimeout(stop, 1000 * SETTLED_SECONDS);
}

/** An element's name among those of its kind: the part of the page that it is in, and its text. */
function nameOf(element) {
  const part = element.closest('[data-chart], section');
  const name = part === null ? '' : part.getAttribute('data-chart') || part.id;
  const text = (element.querySelector('summary') || element).textContent;
  return [name, element.tagName, text.substring(0, 60)].join(' ');
}
