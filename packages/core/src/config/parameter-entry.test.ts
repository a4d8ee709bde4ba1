import { displayValue, isSecretKey } from './parameter-entry.js';

function shown(key: string, written: string): string {
  return displayValue(key, { value: 'resolved', written, origin: 'test' });
}

describe('what may be shown of a parameter', () => {
  it.each([
    'db.password',
    'db.passwd',
    'http.sink.failover.mysql.password',
    'ssl.keystore.passphrase',
    'http.sink.headers.Authorization',
    'auth.token',
    'x-api-key',
    'app.apiKey',
    'client.secret',
    'sasl.jaas.config',
  ])('hides the value of %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
    expect(shown(key, 'hunter2')).toBe('******');
  });

  it.each(['http.sink.threshold.timeout', 'compass.heading', 'pipeline.name'])('shows the value of %s', (key) => {
    expect(shown(key, '2000')).toBe('2000');
  });

  it('shows a placeholder and not what it stands for', () => {
    expect(shown('jdbc.url', 'jdbc:mysql://${DB_HOST}/weir')).toBe('jdbc:mysql://${DB_HOST}/weir');
  });

  it.each([
    ['http://me:hunter2@host/path', 'http://******@host/path'],
    ['http://me:hun@ter2@host/path', 'http://******@host/path'],
    ['https://token@host', 'https://******@host'],
    ['http://host/path?mail=a:b@c', 'http://host/path?mail=a:b@c'],
    ['jdbc:mysql://h/db?user=me&password=hunter2&ssl=on', 'jdbc:mysql://h/db?user=me&password=******&ssl=on'],
    ['jdbc:sqlserver://h;user=me;password=hunter2', 'jdbc:sqlserver://h;user=me;password=******'],
  ])('hides the secret inside %s', (written, expected) => {
    expect(shown('endpoint', written)).toBe(expected);
  });
});
