import { BundleInput, type DesiredSplit } from './bundle-input.js';
import type { DataChannel } from './data-channel.js';
import { InputQueue, type ElementsData } from './input-queue.js';

/** An input of one-byte elements; `taken` are those that were handed on. */
function inputOf(bytes: readonly number[]): { readonly input: BundleInput; readonly taken: unknown[] } {
  const queue = new InputQueue(
    () => undefined,
    () => undefined,
  );
  const part: ElementsData = { instructionId: 'i', transformId: 't', data: Buffer.from(bytes), isLast: true };
  queue.put(part);
  const channel = { input: () => queue } as unknown as DataChannel;
  const taken: unknown[] = [];
  const coder = { read: (from: { bytes(count: number): Buffer }) => from.bytes(1)[0], write: () => undefined };
  const input: BundleInput = new BundleInput('t', channel, coder, (element) => {
    taken.push(element);
    // Asked for in the middle, as an engine does.
    if (taken.length === 2) splits.push(input.split(halfOfTheRest(bytes.length)));
  });
  const splits: unknown[] = [];
  return { input, taken: Object.assign(taken, { splits }) };
}

function halfOfTheRest(elements: number, allowedSplitPoints: number[] = []): DesiredSplit {
  return { fractionOfRemainder: 0.5, estimatedInputElements: elements, allowedSplitPoints };
}

test('a split gives away what was not begun with, and the bundle ends there', async () => {
  const { input, taken } = inputOf([10, 11, 12, 13, 14, 15]);
  await input.run('i');
  expect([...taken]).toEqual([10, 11, 12, 13]);
  expect(taken).toMatchObject({ splits: [{ transformId: 't', lastPrimaryElement: 3, firstResidualElement: 4 }] });
});

test('nothing is given away of a bundle that has begun with everything, or where no point is allowed', async () => {
  const { input } = inputOf([1]);
  await input.run('i');
  expect(input.split(halfOfTheRest(1))).toBeUndefined();
  expect(input.split(halfOfTheRest(9, [2]))).toBeUndefined();
  expect(input.split(halfOfTheRest(9, [2, 6]))).toMatchObject({ firstResidualElement: 6 });
});
