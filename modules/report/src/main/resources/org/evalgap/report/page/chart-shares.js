// ------------------------------------------------------------ shares of many cells

/** Cells that are drawn on a wide and on a narrow page. */
const SHARED_CELLS = 40;
const SHARED_CELLS_NARROW = 16;

/**
 * The steps between the two corners of a cell: the four shares, or else the steps on the one way measured. Of a
 * check-up the shares that were measured, which add up to its gap.
 */
function gapSteps(report, cell) {
  const checkup = report.data.findings.length > 0;
  const shares = report.data.causes
    .concat(checkup ? ['preprocessing'] : [])
    .map(cause => ({
      cause: cause,
      spread: report.spread('share/' + cause, cell),
    }))
    .filter(step => !checkup || step.spread !== null);
  if (checkup) {
    return { kind: shares.length > 0 ? 'shares' : 'none', steps: shares };
  }
  if (shares.every(step => step.spread !== null)) {
    return { kind: 'shares', steps: shares };
  }
  const steps = [
    { cause: 'transform', spread: report.spread('step/transform', cell) },
    { cause: 'split', spread: report.spread('step/split', cell) },
    { cause: 'modes', spread: report.spread('degradation/test', cell) },
  ];
  return steps.every(step => step.spread !== null) ? { kind: 'steps', steps: steps } : { kind: 'none', steps: [] };
}

function sharesChart(report, choice, view) {
  const title = 'Whose the gap is, cell by cell';
  const complete = report.cells
    .map(cell => ({ cell: cell, gap: report.spread('total-gap', cell), parts: gapSteps(report, cell) }))
    .filter(one => one.gap !== null && one.parts.kind !== 'none');
  if (complete.length === 0) {
    return nothing(title, 'No cell has a finished trial with both corners measured.');
  }
  const narrow = view.width < 560;
  const size = one => one.parts.steps.reduce((sum, step) => sum + Math.abs(step.spread.mean), 0);
  const shown = complete
    .slice()
    .sort((a, b) => size(b) - size(a))
    .slice(0, narrow ? SHARED_CELLS_NARROW : SHARED_CELLS)
    .sort((a, b) => a.gap.mean - b.gap.mean);
  const causes = [];
  shown.forEach(one => one.parts.steps.forEach(step => causes.indexOf(step.cause) < 0 && causes.push(step.cause)));
  const names = causes.map(cause => CAUSE_NAMES[cause]);
  const room = narrow ? 0 : Math.min(460, view.width * 0.42);
  const top = legendHeight(view, names.concat(['total gap'])) + 8;
  const option = baseOption(view);
  option.aria = {
    enabled: false,
    decal: { show: true, decals: causes.map(cause => DECALS[cause] || { symbol: 'none' }) },
  };
  option.legend = legend(view, names.concat(['total gap']));
  option.grid = { left: room + 8, right: 18, top: top, bottom: 44 };
  option.xAxis = valueAxis(view, { name: 'percentage points of accuracy', nameGap: 28, scale: false });
  option.yAxis = {
    type: 'category',
    data: shown.map(one => report.shortLabel(one.cell)),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: labelBeside(view, room),
    z: 10,
  };
  option.series = causes.map((cause, index) => ({
    type: 'bar',
    name: names[index],
    stack: 'gap',
    barMaxWidth: 16,
    itemStyle: { color: view.theme.cause[cause], borderColor: view.theme.ground, borderWidth: 0.5 },
    emphasis: { disabled: true },
    data: shown.map(one => shareMark(report, one, cause)),
  }));
  option.series.push({
    type: 'scatter',
    name: 'total gap',
    symbol: 'diamond',
    symbolSize: 11,
    itemStyle: { color: view.theme.ground, borderColor: view.theme.strong, borderWidth: 2 },
    data: shown.map((one, index) => ({
      value: [100 * one.gap.mean, index],
      cell: one.cell,
      lines: ['Total gap: ' + spreadText(one.gap, UNITS.points), report.label(one.cell)],
    })),
    z: 5,
  });
  option.series[0].markLine = referenceLine(view, 'xAxis', 0);
  const bars = shown.slice().reverse();
  return {
    title: title,
    summary: sharesSummary(report, shown, complete),
    note:
      'To the right of 0: widens the gap between the training log and deployment. To the left: narrows it, ' +
      'as dropout does when the training log suffers from it. Diamond: the total gap.' +
      (shown.length < complete.length
        ? ' Shown are the ' + shown.length + ' of ' + complete.length + ' cells where most happens, up or down.'
        : ''),
    option: option,
    height: top + 56 + (narrow ? 44 : 22) * shown.length,
    table: {
      head: ['Cell', 'Total gap (points)'].concat(names.map(name => name + ' (points)')),
      rows: bars.map(one =>
        [report.label(one.cell), signed(100 * one.gap.mean, 1)].concat(
          causes.map(cause => {
            const step = one.parts.steps.find(each => each.cause === cause);
            return step ? signed(100 * step.spread.mean, 1) : ABSENT;
          }),
        ),
      ),
    },
  };
}

function shareMark(report, one, cause) {
  const step = one.parts.steps.find(each => each.cause === cause);
  if (!step) {
    return { value: null };
  }
  return {
    value: 100 * step.spread.mean,
    cell: one.cell,
    lines: [
      CAUSE_NAMES[cause] + ': ' + spreadText(step.spread, UNITS.points),
      CAUSE_MEANINGS[cause],
      report.label(one.cell),
      'Click: look at this cell',
    ],
  };
}

function sharesSummary(report, shown, complete) {
  const widest = shown[shown.length - 1];
  const largest = widest.parts.steps.slice().sort((a, b) => Math.abs(b.spread.mean) - Math.abs(a.spread.mean))[0];
  return (
    'Shares of the total gap in ' +
    shown.length +
    ' of ' +
    plural(complete.length, 'cell') +
    '. The widest gap, ' +
    spreadText(widest.gap, UNITS.points) +
    ', is at ' +
    report.shortLabel(widest.cell) +
    '; its largest share is ' +
    CAUSE_NAMES[largest.cause] +
    ' with ' +
    points(largest.spread.mean) +
    '.'
  );
}
