import fc from 'fast-check';
import { Fifo } from './fifo.js';

test('items come out in the order in which they went in, whatever the mix of both', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -200, max: 300 }), { maxLength: 30 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const step of steps) {
        for (let i = 0; i < step; i++) {
          fifo.push(next);
          model.push(next++);
        }
        for (let i = 0; i > step; i--) expect(fifo.shift()).toBe(model.shift());
        expect(fifo.size).toBe(model.length);
      }
    }),
  );
});
