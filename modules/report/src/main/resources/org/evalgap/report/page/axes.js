// ------------------------------------------------------------ what charts stand on

const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif';

/** What all charts have in common. A view is the width in pixels and the theme. */
function baseOption(view) {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: view.theme.text, fontSize: 12 },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: view.theme.ground,
      borderColor: view.theme.line,
      textStyle: { color: view.theme.text, fontSize: 13 },
      formatter: tooltip,
    },
  };
}

/** Lines of text that a mark carries in its data. */
function tooltip(mark) {
  const lines = mark.data && mark.data.lines;
  if (!lines) {
    return '';
  }
  const box = document.createElement('div');
  lines.forEach((line, index) => {
    const row = document.createElement('div');
    row.textContent = line;
    row.style.fontWeight = index === 0 ? '600' : '400';
    row.style.whiteSpace = 'normal';
    row.style.maxWidth = '22rem';
    box.appendChild(row);
  });
  return box;
}

function valueAxis(view, more) {
  return Object.assign(
    {
      type: 'value',
      scale: true,
      nameLocation: 'middle',
      nameTextStyle: { color: view.theme.muted, fontSize: 12 },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: view.theme.muted, fontSize: 12, formatter: tickText, hideOverlap: true },
      splitLine: { lineStyle: { color: view.theme.line, width: 1 } },
    },
    more,
  );
}

function tickText(value) {
  return String(Math.round(value * 1e6) / 1e6).replace('-', MINUS);
}

/** Steps of equal width for values that stand in a row, be they numbers or names: positions 0, 1, 2 and so on. */
function stepAxis(view, labels, more) {
  return Object.assign(
    {
      type: 'value',
      min: -0.5,
      max: labels.length - 0.5,
      interval: 1,
      nameLocation: 'middle',
      nameTextStyle: { color: view.theme.muted, fontSize: 12 },
      axisLine: { show: true, onZero: false, lineStyle: { color: view.theme.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: view.theme.muted,
        fontSize: 12,
        lineHeight: 16,
        customValues: labels.map((label, index) => index),
        formatter: value => labels[value] || '',
      },
    },
    more,
  );
}

/** Labels of rows: in so much room beside them, or with no room above them. */
function labelBeside(view, room) {
  const label = {
    color: view.theme.text,
    fontSize: 12,
    lineHeight: 16,
    interval: 0,
    overflow: 'truncate',
    width: room > 0 ? room : view.width - 40,
  };
  return room > 0 ? label : Object.assign(label, { inside: true, verticalAlign: 'bottom', padding: [0, 0, 9, 0] });
}

/** A line at zero, or wherever, behind everything. */
function referenceLine(view, axis, value, text) {
  const line = {};
  line[axis] = value;
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: view.theme.strong, width: 1, type: 'solid', opacity: 0.8 },
    label: { show: text !== undefined, formatter: text || '', color: view.theme.muted, position: 'insideEndTop' },
    data: [line],
  };
}

function legend(view, names) {
  return {
    show: names.length > 1,
    type: 'plain',
    top: 0,
    left: 0,
    borderColor: 'transparent',
    itemWidth: 28,
    itemGap: 14,
    textStyle: { color: view.theme.text, fontSize: 13 },
    inactiveColor: view.theme.line,
    data: names,
  };
}

/** Room that a legend of these names takes. */
function legendHeight(view, names) {
  if (names.length < 2) {
    return 0;
  }
  const width = names.reduce((sum, name) => sum + 52 + 7.5 * name.length, 0);
  return 26 * Math.max(1, Math.ceil(width / view.width));
}

/** Panels of equal size in rows and columns. */
function panels(view, rows, columns, size) {
  const all = [];
  const gap = size.gap || 26;
  const width = (view.width - size.left - size.right - (columns - 1) * gap) / columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      all.push({
        left: size.left + column * (width + gap),
        top: size.top + row * (size.height + size.between),
        width: Math.max(width, 40),
        height: size.height,
      });
    }
  }
  return all;
}

function panelTitle(view, text, panel) {
  return {
    text: text,
    left: panel.left,
    top: panel.top - 24,
    borderColor: 'transparent',
    textStyle: {
      color: view.theme.text,
      fontSize: 13,
      fontWeight: 600,
      fontFamily: FONT,
      overflow: 'truncate',
      width: panel.width,
    },
  };
}

/** A chart that has nothing to draw says why. */
function nothing(title, why) {
  return { title: title, empty: why };
}
