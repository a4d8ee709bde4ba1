import { runStream } from '@weir/testing';
import { toUrls } from './job.js';

test('a visit becomes the URL that the connector document sends', async () => {
  expect(await runStream([{ userId: 7, siteId: 3 }], toUrls)).toEqual(['http://127.0.0.1:8080?userId=7&siteId=3']);
});
