import { RequestPreparer } from './prepare-request.js';
import type { PreparedRequest } from './prepared-request.js';

const plain = new RequestPreparer({ method: 'POST', headers: ['X-Sink', 'a'], body: 'none' });

function prepared(record: unknown, preparer = plain): PreparedRequest {
  const request = preparer.prepare(record as string);
  if (request.kind === 'malformed') throw new Error(request.detail);
  return request;
}

function detailOf(record: unknown): string {
  const request = plain.prepare(record as string);
  return request.kind === 'malformed' ? request.detail : `sent to ${request.origin}${request.path}`;
}

describe('a URL is sent as written', () => {
  test.each([
    ['http://127.0.0.1:8080?userId=1&siteId=2', 'http://127.0.0.1:8080', '/?userId=1&siteId=2'],
    ['http://127.0.0.1:8080?userId=(1&siteId=2)', 'http://127.0.0.1:8080', '/?userId=(1&siteId=2)'],
    ['http://h', 'http://h', '/'],
    ['https://h/', 'https://h', '/'],
    ['HTTP://H:80/a', 'http://h', '/a'],
    ['http://h/a/../b/./c//d', 'http://h', '/a/../b/./c//d'],
    ['http://h/%7Ea%2fb%2E?x=%20+%41', 'http://h', '/%7Ea%2fb%2E?x=%20+%41'],
    ["http://h/;a=1,b!$'()*:@?c?d/e", 'http://h', "/;a=1,b!$'()*:@?c?d/e"],
    ['http://[::1]:81/a', 'http://[::1]:81', '/a'],
    ['http://h:8080#a', 'http://h:8080', '/%23a'],
    ['http://bücher.example/a', 'http://xn--bcher-kva.example', '/a'],
  ])('%s', (url, origin, path) => {
    expect(prepared(url)).toMatchObject({ method: 'POST', origin, path, headers: ['X-Sink', 'a'] });
  });

  test.each([
    ['a space', 'http://h/a b?c d', '/a%20b?c%20d'],
    ['UTF-8', 'http://h/ü?京=😀', '/%C3%BC?%E4%BA%AC=%F0%9F%98%80'],
    ['a fragment, which would be lost', 'http://h/a#b?c', '/a%23b?c'],
    ['a percent sign that begins no escape', 'http://h/100%?a=%zz&b=%4', '/100%25?a=%25zz&b=%254'],
    ['line ends and control characters', 'http://h/a\r\nX: y\u0000', '/a%0D%0AX:%20y%00'],
    ['delimiters', 'http://h/"<>[]\\^`{|}', '/%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D'],
  ])('except what no request target may hold: %s', (_, url, path) => {
    expect(prepared(url).path).toBe(path);
  });
});

describe('a record that no request can be made of is malformed, with the reason', () => {
  const throwing = {
    get url(): string {
      throw new Error('no luck');
    },
  };
  test.each<[unknown, string]>([
    ['', 'does not begin with http:// or https://'],
    ['ftp://h/a', 'does not begin with http:// or https://'],
    [' http://h/', 'does not begin with http:// or https://'],
    ['http://', 'names no host'],
    ['http:///a', 'names no host'],
    ['http://a b/', 'a space or a backslash'],
    ['http://a\nb/', 'a space or a backslash'],
    ['http://a\\b/', 'a space or a backslash'],
    ['http://h:99999/', 'no valid host and port'],
    ['http://h:x/', 'no valid host and port'],
    ['http://%zz/', 'no valid host and port'],
    ['http://u:%zz@h/', 'a broken percent escape'],
    ['http://h/\ud800', 'half a surrogate pair'],
    [undefined, 'expected a URL or a request, got undefined'],
    [null, 'got null'],
    [17, 'got number'],
    [{}, 'has no url'],
    [{ url: 'http://h', method: 'A B' }, 'not a token'],
    [{ url: 'http://h', method: 'connect' }, 'opens a tunnel'],
    [{ url: 'http://h', headers: { a: 'b\r\nc: d' } }, 'the header a holds a character'],
    [{ url: 'http://h', headers: { a: 'é€' } }, 'the header a holds a character'],
    [{ url: 'http://h', headers: { 'a b': 'c' } }, '"a b" is not a header name'],
    [{ url: 'http://h', headers: { a: 1 } }, 'the header a is not text but number'],
    [{ url: 'http://h', headers: { 'Content-Length': '1' } }, 'Content-Length is set by the connection'],
    [{ url: 'http://h', headers: new Map([['a', 'b']]) }, 'not a plain object'],
    [{ url: 'http://h', body: 1n }, 'as body, got bigint'],
    [{ url: 'http://h', body: { a: 1n } }, 'reading the record failed'],
    [{ url: 'http://h', body: { toJSON: () => undefined } }, 'as body, got undefined'],
    [{ url: 'http://h', key: 1 }, 'the key is not text but number'],
    [{ url: 'http://h', replayOf: {} }, 'replayOf is not a dead letter'],
    [{ url: 'http://h', body: '\udc00' }, 'half a surrogate pair'],
  ])('%p', (record, reason) => {
    expect(detailOf(record)).toContain(reason);
  });

  test('a getter that throws', () => {
    expect(detailOf(throwing)).toBe('reading the record failed: no luck');
  });
});

describe('a request of its own', () => {
  test('wins over the sink with its method, in capitals', () => {
    expect(prepared({ url: 'http://h', method: 'put' }).method).toBe('PUT');
    expect(prepared({ url: 'http://h', method: 'Mkcol' }).method).toBe('MKCOL');
  });

  test('replaces headers of the sink by name, in any case', () => {
    expect(prepared({ url: 'http://h', headers: { 'x-sink': 'b', Y: 'c' } }).headers).toEqual([
      'x-sink',
      'b',
      'Y',
      'c',
    ]);
  });

  test('sends text and bytes as they are, and makes up no content type', () => {
    const bytes = new Uint8Array([0, 255]);
    expect(prepared({ url: 'http://h', body: '{"a": 1}' })).toMatchObject({
      body: '{"a": 1}',
      headers: ['X-Sink', 'a'],
    });
    expect(prepared({ url: 'http://h', body: bytes }).body).toBe(bytes);
    expect(prepared({ url: 'http://h', body: '' }).body).toBe('');
  });

  test('sends an object or array as JSON', () => {
    const json = ['Content-Type', 'application/json'];
    expect(prepared({ url: 'http://h', body: { a: ['ü'] } })).toMatchObject({ body: '{"a":["ü"]}' });
    expect(prepared({ url: 'http://h', body: [1] }).headers).toEqual(['X-Sink', 'a', ...json]);
    const own = { 'content-type': 'application/vnd.api+json' };
    expect(prepared({ url: 'http://h', headers: own, body: [1] }).headers).toEqual([
      ...['X-Sink', 'a'],
      ...['content-type', 'application/vnd.api+json'],
    ]);
  });
});

describe('user and password of a URL', () => {
  test('become basic authorization', () => {
    const { origin, headers } = prepared('http://us%20er:p%40ss@h:1/a');
    expect(origin).toBe('http://h:1');
    expect(headers).toEqual(['X-Sink', 'a', 'Authorization', `Basic ${btoa('us er:p@ss')}`]);
  });

  test('give way to an authorization that is set', () => {
    const headers = { authorization: 'Bearer x' };
    expect(prepared({ url: 'http://u:p@h/', headers }).headers).toEqual(['X-Sink', 'a', 'authorization', 'Bearer x']);
  });
});

test('hosts beyond what is remembered are still taken apart', () => {
  const preparer = new RequestPreparer({ method: 'GET', headers: [], body: 'none' });
  for (let i = 0; i < 2_500; i++) expect(prepared(`http://h${i}/a`, preparer).origin).toBe(`http://h${i}`);
});
