import { comparePositions, readCursor, writeCursor } from './letter-cursor.js';

it.each([
  { id: 'a-b-1', lastAt: 1714521602513 },
  { id: '', lastAt: 0 },
  { id: 'line\nbreak', lastAt: 12.5 },
])('reads the cursor that it wrote for %j', (position) => {
  expect(readCursor(writeCursor(position))).toEqual(position);
});

it.each(['', 'letter-1', '12', '-1-a'])('refuses %j', (cursor) => {
  expect(() => readCursor(cursor)).toThrow(expect.objectContaining({ code: 'LETTER_CURSOR_INVALID' }) as Error);
});

it('puts older letters first, and letters of one millisecond in the order of their ids', () => {
  const positions = [
    { id: 'b', lastAt: 2 },
    { id: 'a', lastAt: 10 },
    { id: 'a', lastAt: 2 },
  ];
  expect(positions.sort(comparePositions).map(writeCursor)).toEqual(['2-a', '2-b', '10-a']);
});
