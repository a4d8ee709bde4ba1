const { runStream } = require('@weir/testing');

test('doubles', async () => {
  expect(await runStream([1, 2, 3], (numbers) => numbers.map((n) => n * 2))).toEqual([2, 4, 6]);
});
