// ------------------------------------------------------------ elements

/** An element. Texts become text, never markup, so nothing in the data can do anything but be read. */
function el(tag, attributes, children) {
  const element = document.createElement(tag);
  Object.keys(attributes || {}).forEach(name => {
    const value = attributes[name];
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  });
  append(element, children);
  return element;
}

function append(element, children) {
  (Array.isArray(children) ? children : [children]).forEach(child => {
    if (child !== null && child !== undefined && child !== false) {
      element.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  });
}

/** Text from a study or an exception: isolated, so that marks of writing direction in it turn nothing else around. */
function foreign(text) {
  return el('bdi', {}, text);
}

function clear(element) {
  while (element.firstChild) {
    element.removeChild(element.firstChild);
  }
}

function dataTable(head, rows, caption) {
  const numeric = head.map(
    (name, column) => rows.length > 0 && rows.every(row => /^[+\u2212\u2013]?[0-9]|^\u2013$/.test(row[column])),
  );
  const cell = (tag, text, column) =>
    el(tag, { class: numeric[column] ? 'number' : null, scope: tag === 'th' ? 'col' : null }, text);
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, [
    el('table', {}, [
      el('caption', { class: 'hidden' }, caption),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head.map((name, column) => cell('th', name, column)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map(row =>
          el(
            'tr',
            {},
            row.map((text, column) => cell('td', text, column)),
          ),
        ),
      ),
    ]),
  ]);
}

function select(label, options, value, change) {
  const control = el(
    'select',
    { change: event => change(event.target.value) },
    options.map(option => el('option', { value: option.value, selected: option.value === value }, option.text)),
  );
  return el('label', { class: 'field' }, [label, control]);
}
