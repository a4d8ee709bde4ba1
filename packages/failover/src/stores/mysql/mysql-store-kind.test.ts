import { Parameters } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

function open(values: Readonly<Record<string, string | number>>, logger = new MemoryLogger()) {
  const entries = Parameters.of({ storage: 'mysql', ...values }).entries();
  return openStore(resolveFailover(entries, 'http.sink.failover'), { logger });
}

const documented = { jdbcUrl: 'jdbc:mysql://localhost:3306/test', username: 'root', password: 123456 };

it.each(['jdbc', 'mysql'])('takes the documented keys in the block %s', (block) => {
  const values = Object.fromEntries(Object.entries(documented).map(([name, value]) => [`${block}.${name}`, value]));
  expect(open({ ...values, table: 'record' }).description).toBe('table record in MySQL at localhost:3306/test');
});

it('takes the table without the database before it, as StreamPark does', () => {
  expect(open({ 'jdbc.jdbcUrl': documented.jdbcUrl, table: 'other.record' }).description).toMatch(/^table record /);
});

it('names the keys of HikariCP and the parameters of the URL that have no meaning', () => {
  const logger = new MemoryLogger();
  open({ 'jdbc.jdbcUrl': `${documented.jdbcUrl}?serverTimezone=UTC`, 'jdbc.driverClassName': 'x' }, logger);
  const warnings = logger.entries.filter(({ level }) => level === 'warn').map(({ message }) => message);
  expect(warnings).toEqual([expect.stringContaining('http.sink.failover.jdbc.driverClassName')]);
  expect(logger.entries.map(({ message }) => message)).toContainEqual(expect.stringContaining('serverTimezone'));
});

it.each([
  ['jdbc.jdbcUrl', 'jdbc:mysql://root:hidden@h1,h2/test', /"jdbc:mysql:\/\/\*{6}@h1,h2\/test".*of one host/],
  ['jdbc.maximumPoolSize', '0', /from 1 to 100/],
  ['jdbc.connectionTimeout', '30s', /from 250 to 600000/],
  ['jdbc.maximumPolSize', '3', /not a known key.*maximumPoolSize/],
])('refuses %s: %s', (name, value, message) => {
  expect(() => open({ 'jdbc.jdbcUrl': documented.jdbcUrl, [name]: value })).toThrow(message);
});

it('says that the URL is missing', () => {
  expect(() => open({})).toThrow(/failover\.jdbc\.jdbcUrl is not set/);
});
