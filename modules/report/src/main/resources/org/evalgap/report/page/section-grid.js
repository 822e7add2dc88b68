// ------------------------------------------------------------ degradation over the grid

function gridSection(page) {
  const controls = el('div', { class: 'controls', role: 'group', 'aria-label': 'What the charts show' });
  page.controls.push(() => fillGridControls(page, controls));
  return section(
    'degradation',
    'Degradation over the grid',
    'Eval-mode degradation is accuracy in train mode minus accuracy after eval(): the same weights on the ' +
      'same images. Positive = eval() is worse.',
    [controls, figure(page, 'degradation'), figure(page, 'map'), figure(page, 'parallel')],
  );
}

function fillGridControls(page, controls) {
  const report = page.report;
  const choice = page.choice;
  clear(controls);
  const axisOptions = [{ value: '', text: '(none)' }].concat(
    report.axes.map(axis => ({ value: axis.key, text: axis.key })),
  );
  const role = (name, label) =>
    select(label, axisOptions, choice[name] === null ? '' : report.axes[choice[name]].key, key =>
      page.choose(swapRole(report, choice, name, key === '' ? null : report.axisByKey(key).index)),
    );
  const metrics = availableMetrics(report);
  if (metrics.length > 0) {
    controls.appendChild(
      select(
        'Figure',
        metrics.map(metric => ({ value: metric.id, text: metric.name })),
        choice.metric,
        id => page.choose({ metric: id }),
      ),
    );
    if (metricById(choice.metric).splits) {
      controls.appendChild(
        select(
          'Images',
          [
            { value: 'test', text: 'test images' },
            { value: 'train', text: 'training images' },
          ],
          choice.split,
          split => page.choose({ split: split }),
        ),
      );
    }
  }
  append(controls, [
    role('x', 'Along the x axis'),
    role('series', 'Lines'),
    role('column', 'Panels side by side'),
    role('row', 'Panels below each other'),
  ]);
  freeAxes(report, choice)
    .filter(axis => axis.values.length > 1)
    .forEach(axis => {
      controls.appendChild(
        select(
          axis.key,
          axis.values.map(value => ({ value: value, text: value })),
          axis.values[choice.fixed[axis.index]],
          value => {
            const fixed = Object.assign({}, choice.fixed);
            fixed[axis.index] = axis.values.indexOf(value);
            page.choose({ fixed: fixed });
          },
        ),
      );
    });
}
