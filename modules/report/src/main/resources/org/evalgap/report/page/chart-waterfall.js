// ------------------------------------------------------------ from the training log to deployment

function waterfallChart(report, choice, view) {
  const title = 'From what the user saw to what the user gets';
  const cell = choice.cell;
  const log = cell === null ? null : report.spread('training-log', cell);
  const deployed = cell === null ? null : report.spread('eval-mode/test', cell);
  const gap = cell === null ? { kind: 'none', steps: [] } : gapSteps(report, cell);
  if (log === null || deployed === null || gap.kind === 'none') {
    return nothing(title, 'This cell has no finished trial with both corners measured.');
  }
  const narrow = view.width < 560;
  const bars = waterfallBars(log, deployed, gap.steps, narrow);
  const option = baseOption(view);
  const values = [];
  bars.forEach(bar => values.push(100 * bar.from, 100 * bar.to));
  const ends = waterfallEnds(bars);
  ends.forEach(mark => values.push(mark.value[2], mark.value[3]));
  const bounds = extent(values, false);
  option.grid = { left: 56, right: 12, top: 26, bottom: narrow ? 74 : 46 };
  option.xAxis = stepAxis(
    view,
    bars.map(bar => bar.name),
    {},
  );
  option.xAxis.axisLabel.interval = 0;
  option.xAxis.axisLabel.color = view.theme.text;
  option.xAxis.axisLabel.rotate = narrow ? 35 : 0;
  option.yAxis = valueAxis(view, {
    name: 'accuracy, %',
    nameGap: 38,
    min: bounds.min,
    max: bounds.max,
    interval: bounds.interval,
  });
  option.series = [
    {
      type: 'custom',
      clip: true,
      renderItem: drawWaterfallBar,
      encode: { x: 0, y: [1, 2] },
      data: bars.map((bar, index) => ({
        value: [index, 100 * bar.from, 100 * bar.to, bar.corner ? 1 : 0],
        lines: bar.lines,
        itemStyle: { color: bar.corner ? view.theme.strong : view.theme.cause[bar.cause] },
      })),
      label: { show: true },
    },
    whiskers(ends, view.theme.muted, {}),
    waterfallTexts(bars, ends, view, narrow),
  ];
  return {
    title: title,
    summary: waterfallSummary(report, cell, log, deployed, gap),
    note:
      (gap.kind === 'shares'
        ? 'Shares are Shapley values: the mean over all orders in which these things can change, so that ' +
          'they add up to the gap. '
        : 'Only one order of change was measured (evaluation.corners = minimal), so each step is what it ' +
          'costs at its place in this order. ') +
      'Down is accuracy lost, up is accuracy gained. The axis does not begin at 0. Whiskers: 95 % intervals ' +
      'over at least four replicates.',
    option: option,
    height: 330,
    table: {
      head: ['Step', 'Accuracy (%)', 'Change (points)', 'Over replicates'],
      rows: bars.map(bar => [
        bar.name,
        fixed(100 * bar.to, 1),
        bar.corner ? ABSENT : signed(100 * (bar.to - bar.from), 1),
        spreadCell(bar.spread, bar.corner ? UNITS.percent : UNITS.points),
      ]),
    },
  };
}

/** Where the interval of each bar ends, around the accuracy that the bar leads to. */
function waterfallEnds(bars) {
  return bars.map((bar, index) => {
    const ends = intervalEnds({ mean: bar.to, half: bar.spread.half }, UNITS.percent);
    const scaled = value => (value === null ? null : 100 * value);
    return { value: [index, 100 * bar.to, scaled(ends.low), scaled(ends.high)] };
  });
}

function waterfallBars(log, deployed, steps, narrow) {
  const bars = [
    {
      name: narrow ? 'training log' : 'training log\n(what was seen)',
      corner: true,
      from: log.mean,
      to: log.mean,
      spread: log,
      lines: ['Training log: ' + spreadText(log, UNITS.percent)],
    },
  ];
  let level = log.mean;
  steps.forEach(step => {
    const next = level - step.spread.mean;
    const change = {
      mean: -step.spread.mean,
      half: step.spread.half,
      values: step.spread.values.map(value => -value),
    };
    bars.push({
      name: narrow ? step.cause : CAUSE_NAMES[step.cause],
      cause: step.cause,
      from: level,
      to: next,
      spread: change,
      lines: [CAUSE_NAMES[step.cause] + ': ' + spreadText(change, UNITS.points), CAUSE_MEANINGS[step.cause]],
    });
    level = next;
  });
  bars.push({
    name: narrow ? 'deployed' : 'deployed\n(what one gets)',
    corner: true,
    from: deployed.mean,
    to: deployed.mean,
    spread: deployed,
    lines: ['Deployed: ' + spreadText(deployed, UNITS.percent)],
  });
  return bars;
}

function drawWaterfallBar(params, api) {
  const corner = api.value(3) === 1;
  const from = api.coord([api.value(0), api.value(1)]);
  const to = api.coord([api.value(0), api.value(2)]);
  const width = Math.min(90, api.size([1, 0])[0] * 0.62);
  const thick = corner ? 5 : Math.max(2, Math.abs(to[1] - from[1]));
  const top = corner ? to[1] - 2.5 : Math.min(from[1], to[1]) - (thick === 2 ? 1 : 0);
  const next = api.size([1, 0])[0];
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x: to[0] - width / 2, y: top, width: width, height: thick },
        style: { fill: api.visual('color') },
      },
      {
        type: 'line',
        shape: { x1: to[0] + width / 2, y1: to[1], x2: to[0] + next - width / 2, y2: to[1] },
        style: {
          stroke: api.visual('color'),
          lineWidth: 1,
          lineDash: [3, 3],
          opacity: corner && params.dataIndexInside > 0 ? 0 : 0.7,
        },
      },
    ],
  };
}

/** Numbers above the bars. */
function waterfallTexts(bars, ends, view, narrow) {
  return {
    type: 'scatter',
    symbolSize: 1,
    itemStyle: { color: 'transparent', opacity: 1 },
    silent: true,
    z: 6,
    data: bars.map((bar, index) => ({
      value: [index, Math.max(100 * bar.from, 100 * bar.to, ends[index].value[3] || 0)],
      label: {
        show: true,
        position: 'top',
        distance: 6,
        color: view.theme.text,
        fontWeight: 600,
        fontSize: narrow ? 10.5 : 13,
        formatter: bar.corner ? fixed(100 * bar.to, 1) + ' %' : signed(100 * (bar.to - bar.from), 1),
      },
    })),
  };
}

function waterfallSummary(report, cell, log, deployed, gap) {
  const steps = gap.steps.map(step => CAUSE_NAMES[step.cause] + ' ' + points(-step.spread.mean)).join(', ');
  return (
    'Training log ' +
    spreadText(log, UNITS.percent) +
    ', deployed ' +
    spreadText(deployed, UNITS.percent) +
    '. Changes of accuracy: ' +
    steps +
    '.'
  );
}
