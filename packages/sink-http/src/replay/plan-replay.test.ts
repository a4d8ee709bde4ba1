import type { DeadLetter } from '@weir/core';
import { sampleLetter } from '@weir/testing';
import type { ReplayChanges } from '../letter/replay-request.js';
import { planReplay } from './plan-replay.js';

const plain = { removedHeaders: [] };
const streamPark = { ...plain, method: '', headers: {}, attempts: [], url: 'http://h/p?a=1' };
const fromStreamPark = sampleLetter(1, streamPark);

function plan(fields: Partial<DeadLetter>, changes: ReplayChanges = {}, body: 'none' | 'streampark-json' = 'none') {
  return planReplay({ changes, body })(sampleLetter(1, fields));
}

describe('a letter is sent', () => {
  test('as it was, when nothing is changed', () => {
    const letter = sampleLetter(1, { ...plain, body: 'b', key: 'k' });
    expect(planReplay({ changes: {}, body: 'none' })(letter)).toEqual({
      kind: 'send',
      method: 'POST',
      url: letter.url,
      request: { url: letter.url, method: 'POST', headers: letter.headers, body: 'b', key: 'k', replayOf: letter },
    });
  });

  test('to the rewritten URL, and stays the letter that it is', () => {
    const changes = { rewriteUrl: (url: string) => url.replace('127.0.0.1:8080', 'new') };
    expect(plan(plain, changes)).toMatchObject({
      url: 'http://new/orders?number=1',
      request: { replayOf: { url: 'http://127.0.0.1:8080/orders?number=1' } },
    });
  });

  test('with the headers of the replay before its own, and its own before those of its sink', () => {
    const sinkHeaders = {
      'orders-http': { Authorization: 's', 'X-Sink': 's', 'x-own': 's' },
      other: { 'x-other': 'o' },
    };
    const changes = { sinkHeaders, headers: { Authorization: 'r', 'X-Replay': 'r' } };
    const planned = plan({ headers: { 'x-own': 'l', 'x-replay': 'l' } }, changes);
    expect(planned).toMatchObject({ kind: 'send' });
    expect(planned).toHaveProperty('request.headers', {
      authorization: 'r',
      'x-sink': 's',
      'x-own': 'l',
      'x-replay': 'r',
    });
  });

  test('by the method that is given, when StreamPark wrote it', () => {
    const planned = planReplay({ changes: { method: 'PUT' }, body: 'streampark-json' })(fromStreamPark);
    expect(planned).toMatchObject({ kind: 'send', method: 'PUT', url: 'http://h/p?a=1' });
    expect(plan(plain, { method: 'PUT' })).toMatchObject({ method: 'POST' });
  });
});

describe('a letter is refused', () => {
  test('that was sent with a secret header which nobody gives, whatever the case', () => {
    const secret = { removedHeaders: ['authorization', 'x-api-key'] };
    expect(plan(secret, { headers: { Authorization: 'a' } })).toEqual({
      kind: 'refused',
      obstacle: { kind: 'secret-headers', names: ['x-api-key'] },
    });
    const sinkHeaders = { 'orders-http': { 'X-Api-Key': 'k' } };
    expect(plan(secret, { headers: { Authorization: 'a' }, sinkHeaders })).toMatchObject({ kind: 'send' });
  });

  test('but not for the credentials that its URL has', () => {
    expect(plan({ removedHeaders: ['authorization'], url: 'http://u:p@h/' })).toMatchObject({ kind: 'send' });
  });

  test.each([
    ['that StreamPark wrote', fromStreamPark],
    [
      'of a record that named none and that rewriting corrects',
      { ...fromStreamPark, url: 'x', body: '{"url":"nowhere"}' },
    ],
  ])('whose method nobody knows: one %s', (_, letter) => {
    const rewriteUrl = (url: string) => (url.startsWith('http') ? url : `http://h/${url}`);
    expect(planReplay({ changes: { rewriteUrl }, body: 'none' })(letter)).toEqual({
      kind: 'refused',
      obstacle: { kind: 'no-method' },
    });
  });

  test.each<[string, ReplayChanges]>([
    ['a URL', { rewriteUrl: () => 'nowhere' }],
    ['a header', { headers: { 'Content-Length': '1' } }],
  ])('that %s of the replay would break', (_, changes) => {
    expect(plan(plain, changes)).toMatchObject({ kind: 'refused', obstacle: { kind: 'broken' } });
  });
});

test.each([
  ['a URL that is none', { url: 'nowhere' }],
  ['a record without a URL', { url: '', body: '{"a":1}' }],
  ['a list for headers', { url: 'http://h/', body: '{"url":"http://h/","headers":["a"]}' }],
  ['what was no record', { url: '', body: '7' }],
])('a malformed record stays malformed: %s', (_, fields) => {
  const changes = { method: 'POST', headers: { a: 'b' } };
  expect(plan({ ...streamPark, reason: 'malformed-record', ...fields }, changes)).toMatchObject({ kind: 'malformed' });
});

test('a malformed record that is corrected is sent by its own method', () => {
  const fields = { ...streamPark, url: 'h/p', body: '{"url":"h/p","method":"PATCH","headers":{"X-A":"b"}}' };
  const changes = { method: 'POST', rewriteUrl: (url: string) => `http://${url}` };
  expect(plan({ ...fields, reason: 'malformed-record' }, changes)).toMatchObject({
    kind: 'send',
    method: 'PATCH',
    url: 'http://h/p',
    request: { headers: { 'x-a': 'b' } },
  });
});
