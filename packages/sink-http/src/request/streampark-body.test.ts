import { RequestPreparer } from './prepare-request.js';
import { moveQueryToBody } from './streampark-body.js';

describe('the query becomes the body that StreamPark makes of it', () => {
  test.each([
    ['a=1&b=2', '{"a":"1","b":"2"}'],
    ['a=', '{"a":"a"}'],
    ['a', '{"a":"a"}'],
    ['a=b=c', '{"a":"c"}'],
    ['k=Zm9v==', '{"k":"Zm9v"}'],
    ['=b', '{"":"b"}'],
    ['a=1&&b=2', '{"a":"1","":"","b":"2"}'],
    ['&a=1', '{"":"","a":"1"}'],
    ['a=1&', '{"a":"1"}'],
    ['a=1&a=2', '{"a":"2"}'],
    ['  ', '{"":""}'],
    [' a=1 ', '{"a":"1"}'],
    ['a=%20', '{"a":"%20"}'],
    ['n=1&t=true', '{"n":"1","t":"true"}'],
    ['b=1&1=2&a=3', '{"b":"1","1":"2","a":"3"}'],
    ['__proto__=1', '{"__proto__":"1"}'],
    ['a="ü"\\', '{"a":"\\"ü\\"\\\\"}'],
    ['a=1?b=2', '{"a":"1"}'],
    ['userId=(1&siteId=2)', '{"userId":"(1","siteId":"2)"}'],
    ['a=1#frag', '{"a":"1#frag"}'],
  ])('%s', (query, body) => {
    expect(moveQueryToBody(`http://x/p?${query}`)).toEqual({ kind: 'moved', url: 'http://x/p', body });
  });

  test.each(['http://x/p', 'http://x/p?', 'http://x/p??', 'http://x/p?&', 'http://x/p?&&'])(
    'no query, no body: %s',
    (url) => {
      expect(moveQueryToBody(url)).toEqual({ kind: 'moved', url: 'http://x/p' });
    },
  );

  test.each(['=', '==', 'a=1&=', '=&a=1'])('a segment without name and value is malformed: %s', (query) => {
    expect(moveQueryToBody(`http://x/?${query}`)).toMatchObject({ kind: 'malformed' });
  });
});

describe('requests in this mode', () => {
  const preparer = new RequestPreparer({
    method: 'GET',
    headers: ['content-type', 'text/plain', 'X-Sink', 'a'],
    body: 'streampark-json',
  });

  test('go without a query, and with a JSON content type whatever the user set', () => {
    expect(preparer.prepare('http://127.0.0.1:8080?a=1')).toEqual({
      kind: 'request',
      url: 'http://127.0.0.1:8080?a=1',
      method: 'GET',
      origin: 'http://127.0.0.1:8080',
      path: '/',
      headers: ['Content-Type', 'application/json', 'X-Sink', 'a'],
      body: '{"a":"1"}',
    });
  });

  test('keep the user’s content type and have no body when there is no query', () => {
    expect(preparer.prepare('http://h/?')).toMatchObject({
      path: '/',
      headers: ['content-type', 'text/plain', 'X-Sink', 'a'],
    });
  });

  test('keep a body of their own', () => {
    expect(preparer.prepare({ url: 'http://h/p?a=1', body: 'own' })).toMatchObject({ path: '/p', body: 'own' });
  });
});
