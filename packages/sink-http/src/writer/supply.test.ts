import { missingSupply, type WaitingRecords } from './supply.js';

const taking = (size: number): WaitingRecords => ({ size, destination: { isMoving: () => true } });
const hanging = (size: number): WaitingRecords => ({ size, destination: { isMoving: () => false } });

test.each<[string, number, WaitingRecords[], number]>([
  ['nothing is known of any destination', 64, [], Infinity],
  ['a destination takes nothing', 64, [hanging(5_000)], Infinity],
  ['nothing waits', 64, [taking(0)], 128],
  ['half of the supply is left', 64, [taking(64)], 64],
  ['more than half is left', 64, [taking(65)], 0],
  ['there are many slots', 500, [taking(0)], 1_000],
  ['one of two has enough', 64, [taking(5_000), taking(30)], 98],
  ['both have enough', 64, [taking(5_000), taking(65)], 0],
  ['one takes nothing, and the other has enough', 64, [hanging(0), taking(65)], 0],
  ['one takes nothing, and the other is in want', 64, [hanging(5_000), taking(10)], 118],
])('when %s', (_, slots, waiting, expected) => {
  expect(missingSupply(waiting, slots, 0)).toBe(expected);
});
