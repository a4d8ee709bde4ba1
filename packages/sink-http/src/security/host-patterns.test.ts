import { HostPatterns } from './host-patterns.js';

test.each([
  ['api.example.com', 'https://api.example.com', true],
  ['api.example.com', 'http://api.example.com:8080', true],
  ['API.Example.com', 'http://api.example.com', true],
  ['api.example.com', 'http://xapi.example.com', false],
  ['api.example.com', 'http://api.example.com.evil.org', false],
  ['*.example.com', 'http://a.b.example.com', true],
  ['*.example.com', 'http://example.com', false],
  ['*.example.com', 'http://evilexample.com', false],
  ['api.example.com:443', 'https://api.example.com', true],
  ['api.example.com:443', 'http://api.example.com', false],
  ['a.org, b.org:8080', 'http://b.org:8080', true],
  ['127.0.0.1', 'http://127.0.0.1:1', true],
  ['127.0.0.1', 'http://localhost', false],
  ['[2001:DB8:0::1]:80', 'http://[2001:db8::1]', true],
  ['bücher.example', 'http://xn--bcher-kva.example', true],
])('%s fits %s: %s', (patterns, origin, fits) => {
  expect(HostPatterns.parse(patterns)?.match(origin)).toBe(fits);
});

test.each(['', 'a,', 'http://a', 'a/b', '*', 'a.*', '*a.org', 'a:b', 'a:70000', 'user@a', 'a b'])(
  '%j is no list of patterns',
  (text) => {
    expect(HostPatterns.parse(text)).toBeUndefined();
  },
);
