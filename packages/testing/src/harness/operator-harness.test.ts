import { createOperatorHarness } from './operator-harness.js';

test('a test feeds elements and looks at what came out, step by step', async () => {
  await using harness = createOperatorHarness<number, number>((numbers) => numbers.filter((n) => n > 1));
  harness.push(1, 2);
  expect(await harness.waitForOutput(1)).toEqual([2]);
  harness.push(3);
  expect(await harness.end()).toEqual([2, 3]);
});

test('a mapAsync that takes too long fails when the manual clock says so', async () => {
  const called = deferred();
  await using harness = createOperatorHarness<string, string>((texts) =>
    texts.mapAsync(
      () => {
        called.resolve();
        return new Promise<string>(() => undefined);
      },
      { timeoutMs: 5_000 },
    ),
  );
  harness.push('slow');
  await called.promise;
  harness.clock.advanceBy(5_000);
  await expect(harness.waitForOutput(1)).rejects.toMatchObject({ cause: { code: 'OPERATOR_TIMEOUT' } });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
