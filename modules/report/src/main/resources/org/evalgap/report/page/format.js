// ------------------------------------------------------------ texts of numbers

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

/** So many of something; a noun whose plural is not just an s longer comes with it. */
function plural(count, noun, many) {
  return count + ' ' + (count === 1 ? noun : many || noun + 's');
}

/**
 * A mean in a unit with what is known of its replicates: half of the interval, the interval's ends where it would go
 * beyond what is possible, or the values themselves where they are too few for an interval.
 */
function spreadText(spread, unit) {
  if (!spread || !isNumber(spread.mean)) {
    return ABSENT;
  }
  return unitNumber(spread.mean, unit) + replicatesText(spread, unit) + unit.suffix;
}

function replicatesText(spread, unit) {
  if (isNumber(spread.half)) {
    const ends = intervalEnds(spread, unit);
    return ends.cut
      ? ' (' + unitNumber(ends.low, unit) + ' to ' + unitNumber(ends.high, unit) + ')'
      : ' \u00b1 ' + unitNumber(spread.half, unit).replace('+', '');
  }
  const values = spread.values || [];
  return values.length > 1 ? ' [' + values.map(value => unitNumber(value, unit)).join(', ') + ']' : '';
}

/** The ends of the interval, within what the unit allows; null without interval. */
function intervalEnds(spread, unit) {
  if (!isNumber(spread.half)) {
    return { low: null, high: null, cut: false };
  }
  const low = spread.mean - spread.half;
  const high = spread.mean + spread.half;
  const least = isNumber(unit.least) ? Math.max(low, unit.least) : low;
  const most = isNumber(unit.most) ? Math.min(high, unit.most) : high;
  return { low: least, high: most, cut: least !== low || most !== high };
}

function unitNumber(value, unit) {
  const scaled = value * unit.scale;
  if (unit.digits === undefined) {
    return (unit.signed && scaled > 0 ? '+' : '') + significant(scaled);
  }
  return unit.signed ? signed(scaled, unit.digits) : fixed(scaled, unit.digits);
}

const UNITS = {
  percent: { scale: 100, digits: 1, signed: false, suffix: ' %', axis: '%', least: 0, most: 1 },
  points: { scale: 100, digits: 1, signed: true, suffix: ' points', axis: 'percentage points', least: -1, most: 1 },
  nats: { scale: 1, signed: false, suffix: ' nats', axis: 'nats' },
  natsChange: { scale: 1, signed: true, suffix: ' nats', axis: 'nats' },
  deviations: { scale: 1, signed: false, suffix: ' sd', axis: 'population standard deviations' },
  number: { scale: 1, signed: false, suffix: '', axis: '' },
  probability: { scale: 1, signed: false, suffix: '', axis: '', least: 0, most: 1 },
  change: { scale: 1, signed: true, suffix: '', axis: '' },
};
