import { parseJdbcUrl } from './jdbc-url.js';

it.each([
  ['jdbc:mysql://localhost:3306/test', { host: 'localhost', port: 3306, database: 'test', ignored: [] }],
  ['mysql://localhost/test', { host: 'localhost', port: 3306, database: 'test', ignored: [] }],
  [' JDBC:MariaDB://db.example.org:3307/a-b ', { host: 'db.example.org', port: 3307, database: 'a-b', ignored: [] }],
  ['jdbc:mysql://[::1]:3306/test', { host: '::1', port: 3306, database: 'test', ignored: [] }],
  [
    'mysql://us%40er:p%3Ass@localhost/test',
    { host: 'localhost', port: 3306, database: 'test', username: 'us@er', password: 'p:ss', ignored: [] },
  ],
  [
    'jdbc:mysql://localhost/test?user=root&password=s%26cret&useUnicode=true&characterEncoding=UTF-8&serverTimezone=UTC',
    {
      ...{ host: 'localhost', port: 3306, database: 'test', username: 'root', password: 's&cret' },
      ignored: ['useUnicode', 'characterEncoding', 'serverTimezone'],
    },
  ],
  [
    'jdbc:mysql://localhost/test?socketTimeout=5000&sslMode=verify_ca&useSSL=false',
    { host: 'localhost', port: 3306, database: 'test', sslMode: 'VERIFY_CA', socketTimeoutMs: 5000, ignored: [] },
  ],
])('reads %s', (text, expected) => {
  expect(parseJdbcUrl(text)).toEqual(expected);
});

it.each([
  ['useSSL=false', 'DISABLED'],
  ['useSSL=true', 'REQUIRED'],
  ['requireSSL=true', 'REQUIRED'],
  ['useSSL=true&verifyServerCertificate=true', 'VERIFY_CA'],
  ['useSSL=false&requireSSL=true', 'DISABLED'],
  ['verifyServerCertificate=false', undefined],
])('takes ?%s for the mode %s', (parameters, mode) => {
  expect(parseJdbcUrl(`jdbc:mysql://localhost/test?${parameters}`)?.sslMode).toBe(mode);
});

it.each([
  ['', 'nothing'],
  ['localhost:3306/test', 'no scheme'],
  ['jdbc:postgresql://localhost/test', 'another database'],
  ['jdbc:mysql://localhost:3306', 'no database'],
  ['jdbc:mysql:///test', 'no host'],
  ['jdbc:mysql://localhost/a/b', 'a path'],
  ['jdbc:mysql://h1:3306,h2:3306/test', 'two hosts with ports'],
  ['jdbc:mysql://h1,h2/test', 'two hosts'],
  ['jdbc:mysql:loadbalance://h1/test', 'another kind of URL'],
  ['jdbc:mysql://address=(host=h1)/test', 'an address block'],
  ['jdbc:mysql://localhost/test?sslMode=MAYBE', 'an unknown mode'],
  ['jdbc:mysql://localhost/test?socketTimeout=5s', 'no number'],
])('does not take %j: %s', (text) => {
  expect(parseJdbcUrl(text)).toBeUndefined();
});
