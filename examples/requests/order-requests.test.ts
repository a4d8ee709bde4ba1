import { runStream } from '@weir/testing';
import type { OrderEvent } from './order-event.js';
import { toRequests } from './order-requests.js';

test('each kind of event has its own request', async () => {
  const events: OrderEvent[] = [
    { kind: 'placed', orderId: 'A-1', items: 2 },
    { kind: 'changed', orderId: 'A-1', items: 3 },
    { kind: 'cancelled', orderId: 'A-1' },
  ];

  expect(await runStream(events, (stream) => toRequests(stream, 'http://shop'))).toEqual([
    { method: 'PUT', url: 'http://shop/orders/A-1', key: 'A-1', body: { items: 2 } },
    { method: 'PATCH', url: 'http://shop/orders/A-1', key: 'A-1', headers: { 'if-match': '*' }, body: { items: 3 } },
    { method: 'DELETE', url: 'http://shop/orders/A-1', key: 'A-1' },
  ]);
});
