import { Parameters } from '@weir/core';
import { redactHeaders } from './header-redaction.js';
import { resolveFailover } from './options.js';

const { secretHeaders } = resolveFailover(Parameters.of({ redactHeaders: 'X-Tenant-Key, x-other' }).entries(), 'f');

it('leaves secret headers out and names them, however they are written', () => {
  const headers = { Authorization: 'Bearer s3cret', 'Content-Type': 'text/plain', cookie: 'a=b', 'X-API-Key': 'k' };
  expect(redactHeaders(headers, secretHeaders)).toEqual({
    headers: { 'content-type': 'text/plain' },
    removedHeaders: ['authorization', 'cookie', 'x-api-key'],
  });
});

it('leaves configured headers out as well', () => {
  expect(redactHeaders({ 'x-tenant-key': 's3cret', 'x-tenant': 'a' }, secretHeaders)).toEqual({
    headers: { 'x-tenant': 'a' },
    removedHeaders: ['x-tenant-key'],
  });
});
