import { Parameters } from '@weir/core';
import { describeSink } from '../conformance/sink/sink-conformance.js';
import { collectSink } from './collect-sink.js';

describeSink<number>('collect', () => {
  const sink = collectSink<number>({ capacity: 20 });
  return Promise.resolve({
    sink,
    parameters: new Parameters(),
    capacity: 20,
    record: (i) => i,
    stall: () => sink.pause(),
    resume: () => sink.resume(),
    taken: () => new Set(sink.values).size,
    destroy: () => Promise.resolve(),
  });
});
