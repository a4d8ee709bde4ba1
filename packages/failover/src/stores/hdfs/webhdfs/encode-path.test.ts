import { encodePath } from './encode-path.js';

it.each([
  ['/http/failover/record', '/http/failover/record'],
  ['/a b%ü?#+&=;.txt', '/a%20b%25%C3%BC%3F%23%2B%26%3D%3B.txt'],
  ['/%2e%2e/x', '/%252e%252e/x'],
  ['/', '/'],
])('encodes %s', (path, encoded) => {
  expect(encodePath(path)).toBe(encoded);
});
