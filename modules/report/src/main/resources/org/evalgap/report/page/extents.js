// ------------------------------------------------------------ bounds of axes

/** Round bounds around numbers, with some room, and zero if wanted: the settings of an axis. */
function extent(values, withZero) {
  const all = values.filter(isNumber).concat(withZero ? [0] : []);
  const low = smallest(all);
  const high = largest(all);
  const span = high - low || Math.abs(high) || 1;
  const step = roundStep(span / 4);
  const below = Math.floor((low - 0.03 * span) / step);
  const above = Math.ceil((high + 0.03 * span) / step);
  // What is never negative has no room below zero, and what is never positive none above.
  const min = low >= 0 ? Math.max(0, below) : below;
  const max = high <= 0 && low < 0 ? Math.min(0, above) : above;
  return { min: rounded(min * step), max: rounded(max * step), interval: step };
}

/** The next larger of 1, 2, 2.5, 5 and 10 times a power of ten. */
function roundStep(wanted) {
  const power = Math.pow(10, Math.floor(Math.log10(wanted)));
  return rounded([1, 2, 2.5, 5, 10].find(factor => factor * power >= wanted * 0.999) * power);
}

function rounded(value) {
  return Number(value.toPrecision(10));
}

/** A panel is wild if its values span so many times what those of the panel in the middle span. */
const WILD = 4;

/** Bounds for panels that are compared: the same for all, but for wild ones, which have their own. */
function panelBounds(valuesOfPanels, withZero) {
  const spans = valuesOfPanels.map(values => {
    const bounds = extent(values, withZero);
    return bounds.max - bounds.min;
  });
  const middle = spans.slice().sort((a, b) => a - b)[Math.floor((spans.length - 1) / 2)];
  const wild = spans.map(span => spans.length > 1 && span > WILD * middle);
  const calm = [].concat.apply(
    [],
    valuesOfPanels.filter((values, index) => !wild[index]),
  );
  const shared = extent(calm, withZero);
  return valuesOfPanels.map((values, index) =>
    wild[index] ? Object.assign(extent(values, withZero), { wild: true }) : shared,
  );
}
