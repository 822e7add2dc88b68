// ------------------------------------------------------------ a chart on the page

const TABLE_ROWS = 400;

/** Pixels; while a page is laid out anew it may have none for a moment. */
const NARROWEST = 280;

/** A place on the page that shows one chart, its texts and its table; it draws once it is near the screen. */
function figure(page, id) {
  const chartBox = el('div', { class: 'chart' });
  const heading = el('h3', { id: 'figure-' + id }, '');
  const summary = el('p', { class: 'note' }, '');
  const note = el('p', { class: 'note' }, '');
  const tableBox = el('div', {});
  const details = el('details', { toggle: () => fillTable() }, [
    el('summary', {}, 'The figures as a table'),
    tableBox,
  ]);
  const save = el('p', { class: 'save' }, [
    el('button', { type: 'button', class: 'quiet', click: () => enlargeIt() }, 'Enlarge'),
    el('button', { type: 'button', class: 'quiet', click: () => saveTable() }, 'Figures as CSV'),
    el('button', { type: 'button', class: 'quiet', click: () => saveDrawing() }, 'Chart as SVG'),
  ]);
  const element = el('figure', { class: 'figure', 'data-chart': id, 'aria-labelledby': 'figure-' + id }, [
    heading,
    summary,
    chartBox,
    note,
    details,
    save,
  ]);
  let instance = null;
  let shown = null;
  let stale = true;
  let near = false;
  let width = 0;
  let room = 0;

  function fillTable() {
    clear(tableBox);
    if (details.open && shown && shown.table) {
      const rows = shown.table.rows.slice(0, TABLE_ROWS);
      tableBox.appendChild(dataTable(shown.table.head, rows, shown.title));
      if (rows.length < shown.table.rows.length) {
        tableBox.appendChild(
          el(
            'p',
            { class: 'note' },
            'The first ' + rows.length + ' of ' + shown.table.rows.length + ' rows; the Parquet tables have all.',
          ),
        );
      }
    }
  }

  function saveTable() {
    if (shown && shown.table) {
      saveFile(id + '.csv', 'text/csv', csvText(shown.table));
    }
  }

  function saveDrawing() {
    const drawing = chartBox.querySelector('svg');
    if (drawing) {
      const copy = drawing.cloneNode(true);
      copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
      saveFile(id + '.svg', 'image/svg+xml', new XMLSerializer().serializeToString(copy));
    }
  }

  function dispose() {
    if (instance !== null) {
      instance.dispose();
      instance = null;
    }
    clear(chartBox);
  }

  function enlargeIt() {
    enlarge(element, drawLarge, () => instance);
  }

  /** In so many pixels of height, where it can be zoomed; 0 as on the page. */
  function drawLarge(height) {
    room = height;
    draw();
  }

  function draw() {
    stale = false;
    width = Math.max(NARROWEST, chartBox.clientWidth);
    shown = CHARTS[id](page.report, page.choice, { width: width, theme: page.theme() });
    heading.textContent = shown.title;
    summary.textContent = shown.summary || '';
    note.textContent = shown.note || '';
    details.hidden = shown.empty !== undefined;
    save.hidden = shown.empty !== undefined;
    dispose();
    if (shown.empty !== undefined) {
      chartBox.style.height = '';
      chartBox.appendChild(el('p', { class: 'empty' }, shown.empty));
    } else {
      drawChart();
    }
    fillTable();
  }

  function drawChart() {
    const height = room > 0 ? stretched(zoomable(shown.option), shown.height, room) : shown.height;
    chartBox.style.height = height + 'px';
    element.style.minHeight = '';
    const drawing = el('div', {
      style: 'height:' + height + 'px',
      role: 'img',
      'aria-label': shown.title + '. ' + shown.summary + ' The figures follow as a table.',
    });
    chartBox.appendChild(drawing);
    instance = echarts.init(drawing, null, { renderer: 'svg' });
    instance.setOption(shown.option);
    performance.mark('chart');
    instance.on('click', event => {
      if (event.data && isNumber(event.data.cell)) {
        page.choose({ cell: event.data.cell });
      }
    });
  }

  const watcher = new IntersectionObserver(
    entries => {
      near = entries[entries.length - 1].isIntersecting;
      if (near && stale) {
        draw();
      }
    },
    { rootMargin: '500px' },
  );
  watcher.observe(element);

  new ResizeObserver(() => {
    const now = Math.max(NARROWEST, chartBox.clientWidth);
    if (instance !== null && Math.abs(now - width) > 2) {
      refresh();
    }
  }).observe(chartBox);

  function refresh() {
    stale = true;
    if (near) {
      draw();
    }
  }

  page.figures.push({ refresh: refresh, draw: draw });
  return element;
}
