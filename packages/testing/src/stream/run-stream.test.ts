import { runStream } from './run-stream.js';

test('gives what comes out of a piece of a stream', async () => {
  expect(await runStream([1, 2, 3], (numbers) => numbers.map((n) => n * 2))).toEqual([2, 4, 6]);
});

test('the piece sees the parameters it is given', async () => {
  const output = await runStream(
    ['a'],
    (texts, { parameters }) => texts.map((text) => text + parameters.get('ending', '')),
    {
      conf: { ending: '!' },
    },
  );
  expect(output).toEqual(['a!']);
});

test('a function that fails rejects with its operator, record and cause', async () => {
  const run = runStream([1, 2], (numbers) =>
    numbers
      .map((n) => {
        if (n === 2) throw new RangeError('too large');
        return n;
      })
      .name('picky'),
  );
  await expect(run).rejects.toMatchObject({
    code: 'OPERATOR_FAILED',
    message: 'map "picky" failed on record 1 of source/0: 2. too large',
    cause: expect.any(RangeError) as RangeError,
  });
});
