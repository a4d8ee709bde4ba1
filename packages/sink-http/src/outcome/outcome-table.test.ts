import { networkErrors } from '@weir/core';
import type { SendResult } from '../send/http-transport.js';
import { createClassifier } from './classify-outcome.js';
import { outcomeTable } from './outcome-table.js';
import { formatConditions, parseConditions } from './outcome-conditions.js';
import { parseStatusCodes } from './status-codes.js';

const answered = (status: number): SendResult => ({
  kind: 'answered',
  status,
  headers: {},
  bodyHead: new Uint8Array(),
});

function outcomeOf(status: number, successCode?: string): string {
  const table = outcomeTable({ successCode: successCode === undefined ? undefined : parseStatusCodes(successCode) });
  const outcome = createClassifier(table)(answered(status));
  return outcome.kind === 'reject' ? outcome.reason : outcome.kind;
}

describe('without successCode', () => {
  test.each([
    ['delivered', [200, 201, 202, 204, 206, 226, 299]],
    ['retry', [408, 425, 429, 500, 502, 503, 504, 507, 511, 599]],
    ['rejected', [300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422, 451, 499, 501, 505]],
    ['rejected', [101, 600, 999]],
  ])('%s: %p', (expected, statuses) => {
    for (const status of statuses) expect([status, outcomeOf(status)]).toEqual([status, expected]);
  });
});

describe('with successCode', () => {
  test('another 2xx is rejected and not sent again, because the target probably took it', () => {
    expect(outcomeOf(200, '200')).toBe('delivered');
    expect(outcomeOf(201, '200')).toBe('unexpected-success');
  });

  test.each([409, 302, 501, 503, 429])('a listed code wins over every rule: %d', (status) => {
    expect(outcomeOf(status, `200, ${status}`)).toBe('delivered');
  });

  test('the rest stays as it is', () => {
    expect(outcomeOf(503, '200')).toBe('retry');
    expect(outcomeOf(404, '200')).toBe('rejected');
  });
});

test('every failure of the connection is tried again', () => {
  const classify = createClassifier(outcomeTable());
  for (const error of networkErrors.filter((kind) => kind !== 'host-refused'))
    expect(classify({ kind: 'failed', error, message: '' })).toEqual({ kind: 'retry' });
});

test('the table says why, rule by rule', () => {
  const table = outcomeTable({ successCode: parseStatusCodes('200, 201-204, 3xx') });
  const lines = table.map((rule) => `${formatConditions(rule)} → ${rule.outcome.kind}: ${rule.why}`);
  expect(lines[0]).toBe('200, 201-204, 3xx → delivered: listed in successCode');
  expect(lines).toContain('408, 425, 429 → retry: the target asks for another try');
});

test.each(['', ' ', ',', '200,', 'abc', '20', '2000', '099', '200-', '204-200', '2x', '200 201'])(
  'no list of statuses: %p',
  (text) => {
    expect(parseStatusCodes(text)).toBeUndefined();
  },
);

describe('lists of a user', () => {
  const table = outcomeTable({
    delivered: parseConditions('409'),
    retry: parseConditions('4xx, 501'),
    reject: parseConditions('404, 520-529, 204, tls'),
  });
  const classify = createClassifier(table);

  test.each([
    [409, 'delivered'],
    [404, 'reject'],
    [403, 'retry'],
    [501, 'retry'],
    [525, 'reject'],
    [503, 'retry'],
    [204, 'reject'],
    [200, 'delivered'],
  ])('%d: %s: the narrowest range counts, then the defaults', (status, kind) => {
    expect(classify(answered(status)).kind).toBe(kind);
  });

  test('name failures of the connection as well', () => {
    expect(classify({ kind: 'failed', error: 'tls', message: '' }).kind).toBe('reject');
    expect(classify({ kind: 'failed', error: 'timeout', message: '' }).kind).toBe('retry');
  });

  test('say in the table where a rule comes from', () => {
    const lines = table.map((rule) => `${formatConditions(rule)}: ${rule.why}`);
    expect(lines.slice(0, 3)).toEqual([
      '409: listed in outcome.delivered',
      '501: listed in outcome.retry',
      '404: listed in outcome.reject',
    ]);
    expect(lines.at(-1)).toMatch(/^no answer: /);
  });

  test.each(['', 'slow', '409 timeout', 'timeout,', '600'])('%p is none', (text) => {
    expect(parseConditions(text)).toBeUndefined();
  });
});
