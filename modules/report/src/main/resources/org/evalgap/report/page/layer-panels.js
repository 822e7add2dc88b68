// ------------------------------------------------------------ layers side by side

function layersOf(report, cell) {
  return cell === null ? [] : report.details(cell).layers;
}

/** A figure of a layer at the end of the training. */
function figureOf(name) {
  return layer => (layer.epochs.length === 0 ? null : layer.epochs[layer.epochs.length - 1].figure(name));
}

function layerName(layer) {
  return 'layer ' + layer.layer;
}

/** Panels side by side, each a few marks for every layer. */
function layerPanels(report, choice, view, title, layers, contents) {
  const drawn = contents.filter(content =>
    layers.some(layer => content.marks.some(mark => mark.spread(layer) !== null)),
  );
  if (drawn.length === 0) {
    return null;
  }
  const option = baseOption(view);
  const columns = Math.max(1, Math.min(drawn.length, Math.floor(view.width / 330)));
  const rows = Math.ceil(drawn.length / columns);
  const names = [];
  drawn.forEach(content => content.marks.forEach(mark => names.indexOf(mark.name) < 0 && names.push(mark.name)));
  const size = { left: 62, right: 10, top: legendHeight(view, names) + 36, height: 190, between: 86, gap: 78 };
  option.legend = legend(view, names);
  option.grid = panels(view, rows, columns, size).slice(0, drawn.length);
  option.title = drawn.map((content, index) => panelTitle(view, content.name, option.grid[index]));
  option.xAxis = [];
  option.yAxis = [];
  option.series = [];
  drawn.forEach((content, index) => {
    const values = [];
    option.xAxis.push(
      stepAxis(
        view,
        layers.map(layer => String(layer.layer)),
        { gridIndex: index, name: 'layer of the network', nameGap: 28 },
      ),
    );
    content.marks.forEach(mark => {
      const style = names.indexOf(mark.name);
      const colour = view.theme.series[style % view.theme.series.length];
      const data = layerMarks(layers, content, mark);
      values.push.apply(values, markValues(data, false));
      option.series.push({
        type: 'scatter',
        name: mark.name,
        xAxisIndex: index,
        yAxisIndex: index,
        data: data,
        symbol: SYMBOLS[style % SYMBOLS.length],
        symbolSize: mark.small ? 5 : 11,
        itemStyle: { color: colour, opacity: mark.small ? 0.55 : 1 },
        emphasis: { disabled: true },
        z: mark.small ? 3 : 4,
      });
      const place = { name: mark.name, xAxisIndex: index, yAxisIndex: index };
      option.series.push(whiskers(data, colour, place), replicates(data, colour, false, place));
    });
    if (isNumber(content.reference)) {
      values.push(content.reference);
      option.series[option.series.length - 3].markLine = referenceLine(view, 'yAxis', content.reference);
    }
    const bounds = extent(values, content.withZero);
    option.yAxis.push(
      valueAxis(view, {
        gridIndex: index,
        name: content.unit.axis,
        nameGap: 44,
        min: bounds.min,
        max: bounds.max,
        interval: bounds.interval,
      }),
    );
  });
  return {
    option: option,
    height: size.top + rows * size.height + (rows - 1) * size.between + 54,
    table: layerTable(layers, drawn),
  };
}

function layerMarks(layers, content, mark) {
  const data = [];
  layers.forEach((layer, index) => {
    const shift = mark.shift || 0;
    (mark.many ? mark.many(layer) : [mark.spread(layer)]).forEach((spread, number) => {
      if (spread !== null) {
        data.push(
          markAt(index + shift, spread, content.unit, {
            lines: [
              mark.name + ': ' + spreadText(spread, content.unit),
              layerName(layer) + ' (' + layer.normalization + ')' + (mark.many ? ', channel ' + number : ''),
            ],
          }),
        );
      }
    });
  });
  return data;
}

function layerTable(layers, contents) {
  const columns = [];
  contents.forEach(content =>
    content.marks.filter(mark => !mark.many).forEach(mark => columns.push({ content: content, mark: mark })),
  );
  return {
    head: ['Layer', 'Norm', 'Channels'].concat(
      columns.map(column => column.content.name + ': ' + column.mark.name),
    ),
    rows: layers.map(layer =>
      [String(layer.layer), layer.normalization, String(layer.channels)].concat(
        columns.map(column => spreadText(column.mark.spread(layer), column.content.unit)),
      ),
    ),
  };
}

/** A column of the channels of each layer. */
function channelFigures(name) {
  return layer => {
    const values = layer.channelRows ? layer.channelRows[name] : [];
    return values.map(value => (isNumber(value) ? { mean: value, half: null, values: [] } : null));
  };
}
