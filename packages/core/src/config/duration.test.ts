import fc from 'fast-check';
import { parseDuration } from './duration.js';

describe('a duration as Flink writes it', () => {
  it.each([
    ['100', 100],
    ['0', 0],
    ['100ms', 100],
    ['7 milliseconds', 7],
    ['30s', 30_000],
    ['30 sec', 30_000],
    ['10min', 600_000],
    ['10 m', 600_000],
    ['2h', 7_200_000],
    ['1 hour', 3_600_000],
    ['1d', 86_400_000],
    ['3 DAYS', 259_200_000],
    ['  5 s  ', 5_000],
  ])('reads "%s" as %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', 's', '-1s', '1.5s', '1 fortnight', '1s 2s', 'ten s', '1 constructor', '5 µs'])(
    'does not take "%s" for one',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is a whole number of milliseconds or nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const durationMs = parseDuration(text);
        expect(durationMs === undefined || Number.isInteger(durationMs)).toBe(true);
      }),
    );
  });
});
