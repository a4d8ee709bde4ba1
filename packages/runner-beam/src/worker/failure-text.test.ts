import { WeirError } from '@weir/core';
import { describeFailure, findFailure } from './failure-text.js';

test("a failure keeps its code through an engine's own messages", () => {
  const failure = new WeirError('OPERATOR_FAILED', 'map "parse" failed on «record» 7.\nSecond line.');
  const message = `java.lang.RuntimeException: ${describeFailure(failure)}\n\tat java.base/Thread.run`;
  expect(findFailure(message)).toMatchObject({
    code: 'OPERATOR_FAILED',
    message: 'map "parse" failed on «record> 7.\nSecond line.',
  });
});

test('a message of the engine alone is no failure of a worker', () => {
  expect(findFailure('The job has 3 vertices.')).toBeUndefined();
});
