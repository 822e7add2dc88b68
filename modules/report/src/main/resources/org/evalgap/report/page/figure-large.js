// ------------------------------------------------------------ a figure over the whole window

/** What the texts and buttons around a chart take of a window's height, in pixels. */
const AROUND_CHART = 230;

/**
 * Shows a figure over the whole window, where its axes can be zoomed. The figure itself moves, so that what is open in
 * it stays so, and comes back to its place when the window is closed.
 *
 * draw: draws it anew, in so many pixels of height; 0 as on the page
 * instance: gives the chart as it is drawn now
 */
function enlarge(element, draw, instance) {
  const place = el('div', { 'aria-hidden': 'true' });
  const opener = document.activeElement;
  const step = factor => () => zoomBy(instance(), factor);
  const button = (text, name, click) => el('button', { type: 'button', 'aria-label': name, click: click }, text);
  const dialog = el('dialog', { class: 'large', 'aria-label': 'Chart over the whole window' }, [
    el('div', { class: 'large-controls', role: 'group', 'aria-label': 'Zoom' }, [
      button('+', 'Zoom in', step(1.5)),
      button(MINUS, 'Zoom out', step(1 / 1.5)),
      button('Whole', 'Show the whole', () => zoomBy(instance(), 0)),
      el('span', { class: 'note' }, 'Wheel or pinch: zoom; drag: move.'),
      button('Close', 'Close the large chart', () => dialog.close()),
    ]),
  ]);
  place.style.height = element.offsetHeight + 'px';
  element.before(place);
  dialog.appendChild(element);
  document.body.appendChild(dialog);
  dialog.addEventListener('close', () => {
    place.replaceWith(element);
    dialog.remove();
    draw(0);
    opener.focus({ preventScroll: true });
  });
  dialog.showModal();
  draw(Math.max(320, window.innerHeight - AROUND_CHART));
}

/** Zooms both axes around the middle of what is seen; a factor of 0 shows the whole. */
function zoomBy(chart, factor) {
  const parts = (chart && chart.getOption().dataZoom) || [];
  const batch = parts.map((part, index) =>
    Object.assign(
      { dataZoomIndex: index },
      factor === 0 ? { start: 0, end: 100 } : zoomed({ start: part.start, end: part.end }, factor),
    ),
  );
  if (batch.length > 0) {
    chart.dispatchAction({ type: 'dataZoom', batch: batch });
  }
}

/** Lets the browser save a file that is made here; nothing leaves the page. */
function saveFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type: type + ';charset=utf-8' }));
  const link = el('a', { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
