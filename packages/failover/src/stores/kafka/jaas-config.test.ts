import { parseJaasConfig } from './jaas-config.js';

const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule';

it.each([
  [`${plain} required username="alice" password="s e;cret";`, { username: 'alice', password: 's e;cret' }],
  [`${scram} required\n  username="alice"\n  password="p\\"w\\\\d" ;\n`, { username: 'alice', password: 'p"w\\d' }],
  [`${scram} required username='alice' password='' tokenauth=false;`, { username: 'alice', password: '' }],
  [`${plain} sufficient password=secret username=alice`, { username: 'alice', password: 'secret' }],
])('reads %s', (text, expected) => {
  expect(parseJaasConfig(text)).toEqual(expected);
});

it.each([
  '',
  'alice:secret',
  `${plain} required username="alice";`,
  `${plain} required username="alice" password="unfinished;`,
  `${plain} username="alice" password="secret";`,
  'com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true username="a" password="b";',
  `${plain} required username="alice" password="secret"; ${scram} required;`,
])('does not take %j', (text) => {
  expect(parseJaasConfig(text)).toBeUndefined();
});
