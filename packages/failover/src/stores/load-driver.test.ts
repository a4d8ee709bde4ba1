import { loadDriver } from './load-driver.js';

it('says what to install when a package is missing', async () => {
  const name = 'weir-has-no-such-package';
  await expect(loadDriver('mysql', 'knex mysql2', () => import(name))).rejects.toMatchObject({
    code: 'LETTER_STORE_DRIVER_MISSING',
    message: expect.stringMatching(/storage: mysql .*weir-has-no-such-package.*npm install knex mysql2$/s) as string,
  });
});
