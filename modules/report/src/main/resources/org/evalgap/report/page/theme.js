// ------------------------------------------------------------ colours and shapes

// Okabe and Ito's colours, which people who confuse red and green can tell apart; lighter ones on a dark ground.
// Whatever has a colour also has a shape, a dash or a name beside it.
const THEMES = {
  light: {
    text: '#1b2328',
    muted: '#55626b',
    line: '#d5dbdf',
    strong: '#1b2328',
    ground: '#ffffff',
    panel: '#f5f7f8',
    series: ['#0072b2', '#d55e00', '#007f5f', '#b4588c', '#a87000', '#3a8fbf', '#000000', '#6b7780'],
    cause: {
      statistics: '#d55e00',
      dropout: '#0072b2',
      transform: '#007f5f',
      split: '#8a949b',
      preprocessing: '#a87000',
      modes: '#b4588c',
      rest: '#8a949b',
    },
  },
  dark: {
    text: '#e6ebee',
    muted: '#a3b0b8',
    line: '#3a464e',
    strong: '#e6ebee',
    ground: '#161b1f',
    panel: '#1f262b',
    series: ['#56b4e9', '#f28e4d', '#35c49a', '#e29ac4', '#e6b23c', '#9fd3f2', '#ffffff', '#98a4ac'],
    cause: {
      statistics: '#f28e4d',
      dropout: '#56b4e9',
      transform: '#35c49a',
      split: '#8f9ba3',
      preprocessing: '#e6b23c',
      modes: '#e29ac4',
      rest: '#8f9ba3',
    },
  },
};

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'emptyCircle', 'emptyRect'];
const DASHES = ['solid', [6, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2], 'solid', [1, 2]];

// Patterns of bars, by cause.
const DECALS = {
  statistics: null,
  dropout: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 5],
    rotation: -Math.PI / 4,
    color: 'rgba(255,255,255,0.55)',
  },
  transform: {
    symbol: 'circle',
    dashArrayX: [
      [6, 6],
      [0, 6, 6, 0],
    ],
    dashArrayY: [6, 0],
    symbolSize: 0.5,
    color: 'rgba(255,255,255,0.7)',
  },
  split: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [1, 4],
    rotation: Math.PI / 4,
    color: 'rgba(255,255,255,0.4)',
  },
  preprocessing: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [3, 3],
    rotation: 0,
    color: 'rgba(255,255,255,0.5)',
  },
};

const CAUSE_NAMES = {
  statistics: 'BatchNorm statistics',
  dropout: 'dropout',
  transform: 'transform',
  split: 'unseen images',
  preprocessing: 'preprocessing',
  modes: 'statistics and dropout',
  rest: 'transform, unseen images',
  none: 'no clear cause',
};

const CAUSE_MEANINGS = {
  statistics: 'BatchNorm: statistics of the batch in the training log, running statistics after eval()',
  dropout: 'dropout on in the training log, off after eval()',
  transform: 'train transform in the training log, eval transform in deployment',
  preprocessing: 'images are prepared with a mistake in use',
  split: 'training images in the training log, test images in deployment (split): what was learned by heart',
  modes: 'what eval() switches: statistics and dropout together',
  rest: 'what eval() does not switch: other transform, other images',
  none: 'no share of a point or more whose interval leaves out zero',
};
