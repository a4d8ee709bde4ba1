import { StreamingJob, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';
import { someEvents } from './order-event.js';
import { toRequests } from './order-requests.js';

/** Whole requests: method, headers, JSON body and key come from the record; what is the same for all, from the sink. */
export default class OrderSync extends StreamingJob {
  handle(context: StreamingContext) {
    const target = context.parameters.get('target.url', 'http://127.0.0.1:8080');
    const requests = toRequests(context.fromCollection(someEvents), target);
    new HttpSink(context, { headers: { 'x-shop': 'corner' } }).post(requests).uid('orders');
  }
}
