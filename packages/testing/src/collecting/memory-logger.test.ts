import { MemoryLogger } from './memory-logger.js';

it('a memory logger keeps lines in their order, with their fields', () => {
  const logger = new MemoryLogger();
  logger.warn('first', { key: 'a' });
  logger.info('second');
  expect(logger.entries).toEqual([
    { level: 'warn', message: 'first', fields: { key: 'a' } },
    { level: 'info', message: 'second', fields: {} },
  ]);
  expect([logger.messages(), logger.messages('warn')]).toEqual([['first', 'second'], ['first']]);
});
