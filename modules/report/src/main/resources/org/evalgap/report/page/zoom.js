// ------------------------------------------------------------ zoom

/** Lets both axes of all panels be zoomed together, by wheel, pinch and dragging; ticks follow what is seen. */
function zoomable(option) {
  const axes = name => [].concat(option[name] || []);
  if (axes('xAxis').length === 0) {
    return option;
  }
  ['xAxis', 'yAxis'].forEach(name =>
    axes(name)
      .filter(axis => axis.type === 'value' && !(axis.axisLabel && axis.axisLabel.customValues))
      .forEach(axis => {
        delete axis.interval;
        // The ends of what is seen are no round numbers.
        Object.assign(axis.axisLabel, { showMinLabel: false, showMaxLabel: false });
      }),
  );
  const every = name => axes(name).map((axis, index) => index);
  option.dataZoom = [
    { type: 'inside', xAxisIndex: every('xAxis'), filterMode: 'none' },
    { type: 'inside', yAxisIndex: every('yAxis'), filterMode: 'none' },
  ];
  return option;
}

/** What a step of the buttons makes of the part that is seen, in percent of the whole; a factor above 1 shows less. */
function zoomed(part, factor) {
  const middle = (part.start + part.end) / 2;
  const half = Math.min(50, Math.max(0.5, (part.end - part.start) / 2 / factor));
  const start = Math.min(Math.max(0, middle - half), 100 - 2 * half);
  return { start: start, end: start + 2 * half };
}

/** Panels of one row take all the height that there is. */
function stretched(option, height, room) {
  const grids = [].concat(option.grid || []);
  const oneRow = grids.length > 0 && grids.every(grid => isNumber(grid.height) && grid.top === grids[0].top);
  if (oneRow && room > height) {
    grids.forEach(grid => {
      grid.height += room - height;
    });
  }
  return Math.max(height, room);
}
