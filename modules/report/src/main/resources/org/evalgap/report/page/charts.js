// ------------------------------------------------------------ all charts

/** Each takes the report, what is chosen and the view, and gives a title, texts, a table and what ECharts draws. */
const CHARTS = {
  degradation: gridChart,
  map: mapChart,
  parallel: parallelChart,
  waterfall: waterfallChart,
  'statistics-causes': statisticsChart,
  shares: sharesChart,
  remedies: remediesChart,
  recalibration: recalibrationChart,
  distance: distanceChart,
  drift: driftChart,
  'layer-causes': layerCausesChart,
  'evaluation-size': evaluationSizeChart,
  learning: learningChart,
  calibration: calibrationChart,
  uncertainty: uncertaintyChart,
};
