// ------------------------------------------------------------------------------------ texts of numbers

const MINUS = '\u2212';
const ABSENT = '\u2013';

function isNumber(value) {
  return typeof value === 'number' && isFinite(value);
}

/** With so many digits after the point; a rounded zero has no sign. */
function fixed(value, digits) {
  if (!isNumber(value)) {
    return ABSENT;
  }
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

function signed(value, digits) {
  const text = fixed(value, digits);
  return isNumber(value) && Number(value.toFixed(digits)) > 0 ? '+' + text : text;
}

/** Three significant digits. */
function significant(value) {
  if (!isNumber(value)) {
    return ABSENT;
  }
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    return value.toExponential(1).split('-').join(MINUS);
  }
  return fixed(value, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

function percent(fraction) {
  return isNumber(fraction) ? fixed(100 * fraction, 1) + ' %' : ABSENT;
}

function points(fraction) {
  return isNumber(fraction) ? signed(100 * fraction, 1) + ' points' : ABSENT;
}

function duration(seconds) {
  if (!isNumber(seconds)) {
    return ABSENT;
  }
  if (seconds < 0.1) {
    return significant(1000 * seconds) + ' ms';
  }
  if (seconds < 120) {
    return significant(seconds) + ' s';
  }
  return seconds < 7200 ? fixed(seconds / 60, 0) + ' min' : fixed(seconds / 3600, 1) + ' h';
}

function plural(count, noun) {
  return count + ' ' + noun + (count === 1 ? '' : 's');
}

/** A mean and the half of its interval, in a unit: how it is scaled, its digits and whether its sign matters. */
function spreadText(spread, unit) {
  if (!spread || !isNumber(spread.mean)) {
    return ABSENT;
  }
  const text = unitNumber(spread.mean, unit);
  return (isNumber(spread.half) ? text + ' \u00b1 ' + unitNumber(spread.half, unit).replace('+', '') : text) + unit.suffix;
}

function unitNumber(value, unit) {
  const scaled = value * unit.scale;
  if (unit.digits === undefined) {
    return (unit.signed && scaled > 0 ? '+' : '') + significant(scaled);
  }
  return unit.signed ? signed(scaled, unit.digits) : fixed(scaled, unit.digits);
}

const UNITS = {
  percent: { scale: 100, digits: 1, signed: false, suffix: ' %', axis: '%' },
  points: { scale: 100, digits: 1, signed: true, suffix: ' points', axis: 'percentage points' },
  nats: { scale: 1, signed: false, suffix: ' nats', axis: 'nats' },
  natsChange: { scale: 1, signed: true, suffix: ' nats', axis: 'nats' },
  deviations: { scale: 1, signed: false, suffix: ' sd', axis: 'population standard deviations' },
  number: { scale: 1, signed: false, suffix: '', axis: '' },
  change: { scale: 1, signed: true, suffix: '', axis: '' },
};
