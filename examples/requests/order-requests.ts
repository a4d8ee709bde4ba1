import type { DataStream } from '@weir/core';
import type { HttpRequest } from '@weir/sink-http';
import type { OrderEvent } from './order-event.js';

/** The request that tells `target` about each event; the order's id is its key. */
export function toRequests(events: DataStream<OrderEvent>, target: string): DataStream<HttpRequest> {
  return events.map((event) => requestFor(event, target));
}

function requestFor(event: OrderEvent, target: string): HttpRequest {
  const order = { url: `${target}/orders/${event.orderId}`, key: event.orderId };
  switch (event.kind) {
    case 'placed':
      return { ...order, method: 'PUT', body: { items: event.items } };
    case 'changed':
      return { ...order, method: 'PATCH', headers: { 'if-match': '*' }, body: { items: event.items } };
    case 'cancelled':
      return { ...order, method: 'DELETE' };
  }
}
