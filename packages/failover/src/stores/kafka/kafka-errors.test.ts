import { isTransient, storeUnavailable } from './kafka-errors.js';

/** As kafkajs gives it: a real broker whose only disk is full ends, and is then one that nobody reaches. */
const fullDisk = Object.assign(new Error('Disk error when trying to access log file on the disk'), {
  name: 'KafkaJSProtocolError',
  type: 'KAFKA_STORAGE_ERROR',
  code: 56,
  retriable: true,
});

it('says of a full disk what to do, and tries again before', () => {
  expect(isTransient(fullDisk)).toBe(true);
  expect(storeUnavailable('written', 'a:9092', fullDisk)).toMatchObject({
    code: 'LETTER_STORE_UNAVAILABLE',
    message: expect.stringMatching(
      /a:9092 cannot be written: Disk error.*KAFKA_STORAGE_ERROR.*Free some space/,
    ) as string,
  });
});
