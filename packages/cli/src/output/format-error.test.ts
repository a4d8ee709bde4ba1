import { WeirError } from '@weir/core';
import { formatError } from './format-error.js';

describe('formatError', () => {
  test('says message, code, what is not quoted yet, and the remedy of the innermost coded error', () => {
    const disk = new Error('EACCES: permission denied');
    const store = new WeirError('LETTER_STORE_UNAVAILABLE', 'The store does not answer.', { cause: disk });
    const error = new WeirError('JOB_FAILED', 'The job failed: The store does not answer.', { cause: store });
    expect(formatError(error).split('\n')).toEqual([
      'weir: The job failed: The store does not answer. [JOB_FAILED]',
      '  caused by: EACCES: permission denied',
      '  what to do: Make the place that the message names reachable and writable.',
    ]);
  });

  test('puts every message on one line and ends when causes go in a circle', () => {
    const error = new Error('one\n  two');
    error.cause = error;
    expect(formatError(error).split('\n')[0]).toBe('weir: one two');
  });
});
