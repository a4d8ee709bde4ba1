import { hostOf } from './letter-filter.js';

it.each([
  ['http://127.0.0.1:8080?userId=(1&siteId=2)', '127.0.0.1:8080'],
  ['https://user:p@ss@example.org/a', 'example.org'],
  ['HTTP://Example.org:80/a@b', 'Example.org:80'],
  ['http://[::1]:8080/', '[::1]:8080'],
  ['http://a#http://b/', 'a'],
  ['/relative', ''],
  ['', ''],
])('reads the host of %j as %j', (url, host) => {
  expect(hostOf(url)).toBe(host);
});
