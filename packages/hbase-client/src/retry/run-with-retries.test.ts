import { FATAL, HBaseError, type RetryClass, RETRY } from '../errors.js';
import { retryDelay } from './retry-policy.js';
import { runWithRetries } from './run-with-retries.js';

const failure = (retry: RetryClass): HBaseError =>
  new HBaseError({ code: 'HBASE_SERVER_BUSY', message: 'busy', retry });

describe('runWithRetries', () => {
  const closing = new AbortController();
  const limits = { retryDelayMs: 1, maxRetryDelayMs: 4, operationTimeoutMs: 5_000, signal: closing.signal };

  it('repeats what may be repeated until it succeeds', async () => {
    let attempts = 0;
    const attempt = async (): Promise<string> => (++attempts < 4 ? Promise.reject(failure(RETRY)) : 'done');

    await expect(runWithRetries('put', limits, attempt)).resolves.toBe('done');
    expect(attempts).toBe(4);
  });

  it('throws at once what is fatal, and what is no failure of HBase at all', async () => {
    const bug = new TypeError('a bug');
    let attempts = 0;
    const throwing = (error: Error) => async (): Promise<never> => {
      attempts += 1;
      return Promise.reject(error);
    };

    await expect(runWithRetries('put', limits, throwing(failure(FATAL)))).rejects.toMatchObject({ message: 'busy' });
    await expect(runWithRetries('put', limits, throwing(bug))).rejects.toBe(bug);
    expect(attempts).toBe(2);
  });

  it('gives up in time with the code of the last failure', async () => {
    const hurried = { ...limits, operationTimeoutMs: 30 };

    await expect(runWithRetries('put into t', hurried, () => Promise.reject(failure(RETRY)))).rejects.toMatchObject({
      code: 'HBASE_SERVER_BUSY',
      retry: RETRY,
      message: expect.stringMatching(/^put into t: gave up after \d+ attempts in \d+ ms: busy$/) as string,
    });
  });

  it('does not wait for an attempt that never ends, neither beyond the deadline nor beyond close', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const hurried = { ...limits, operationTimeoutMs: 30 };
    await expect(runWithRetries('put', hurried, never)).rejects.toMatchObject({ code: 'HBASE_OPERATION_TIMEOUT' });

    const pending = runWithRetries('put', limits, never);
    closing.abort(new HBaseError({ code: 'HBASE_CLIENT_CLOSED', message: 'closed', retry: FATAL }));
    await expect(pending).rejects.toMatchObject({ code: 'HBASE_CLIENT_CLOSED' });
  });
});

describe('retryDelay', () => {
  const policy = { retryDelayMs: 50, maxRetryDelayMs: 1_000 };

  it('doubles up to its limit, spread over the upper half', () => {
    expect([1, 2, 3, 5, 6, 1_000].map((attempt) => retryDelay(policy, attempt, 1))).toEqual([
      50, 100, 200, 800, 1_000, 1_000,
    ]);
    expect(retryDelay(policy, 3, 0)).toBe(100);
  });
});
