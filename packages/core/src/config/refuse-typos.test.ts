import { Parameters } from './parameters.js';
import { refuseTypos } from './refuse-typos.js';

const known = ['pipeline.name', 'parallelism.default', 'http.sink.threshold.timeout'];

describe('parameters of the user beside the keys of Weir', () => {
  it.each([
    ['pipeline.nmae', 'pipeline.nmae (program) is not a known key. Did you mean pipeline.name?'],
    ['paralelism.default', 'paralelism.default (program) is not a known key. Did you mean parallelism.default?'],
    ['http.sink.threshold.timeOut', 'Did you mean http.sink.threshold.timeout?'],
    ['htp.sink.threshold.timeout', 'Did you mean http.sink.threshold.timeout?'],
  ])('refuses %s, which would do nothing in silence', (key, message) => {
    expect(() => refuseTypos(Parameters.of({ [key]: 'x' }), known)).toThrow(message);
  });

  it.each(['kafka.source.topic', 'name', 'parallelism', 'pipeline.name', 'orders.url', 'http.sink.other.name'])(
    'leaves %s alone',
    (key) => {
      expect(() => refuseTypos(Parameters.of({ [key]: 'x' }), known)).not.toThrow();
    },
  );
});
