// ------------------------------------------------------------ charts without a browser

const PICTURE_WIDTH = 900;

/** Draws every chart that has something to draw as SVG, with the choice that the page begins with. */
function drawPictures(json, save) {
  const report = openReport(JSON.parse(json));
  const choice = defaultChoice(report);
  Object.keys(CHARTS).forEach(id => {
    const drawn = CHARTS[id](report, choice, { width: PICTURE_WIDTH, theme: THEMES.light });
    if (drawn.empty === undefined) {
      drawn.option.backgroundColor = THEMES.light.ground;
      const chart = echarts.init(null, null, {
        renderer: 'svg',
        ssr: true,
        width: PICTURE_WIDTH,
        height: drawn.height,
      });
      chart.setOption(drawn.option);
      save(id, chart.renderToSVGString(), drawn.title, drawn.summary);
      chart.dispose();
    }
  });
}

// The library asks for timers when it draws; a picture is whole at once and waits for none.
function setTimeout() {
  return 0;
}

function clearTimeout() {}
