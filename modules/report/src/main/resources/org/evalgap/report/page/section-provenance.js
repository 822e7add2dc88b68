// ------------------------------------------------------------ where figures come from

function provenance(page) {
  const facts = page.report.data.provenance;
  const rows = [
    ['Output', page.report.data.location],
    ['Study', isCheckup(page) ? '' : facts.studies.join(', ')],
    ['Dataset', facts.datasets.join('; ')],
    ['EvalGap', facts.engines.join(', ')],
    ['Numerics', facts.numerics.join('; ')],
    ['Hosts', facts.hosts.length > 8 ? facts.hosts.length + ' hosts' : facts.hosts.join(', ')],
    [isCheckup(page) ? 'Check-ups began' : 'Trials began', facts.started.join(' to ')],
    ['Time in training', isCheckup(page) ? '' : duration(facts.trainSeconds) + ' on one core'],
    ['Time in evaluation', duration(facts.evaluationSeconds) + ' on one core'],
  ].filter(row => row[1] !== '');
  return el(
    'dl',
    { class: 'facts' },
    rows.reduce((all, row) => all.concat([el('dt', {}, row[0]), el('dd', {}, foreign(row[1]))]), []),
  );
}
