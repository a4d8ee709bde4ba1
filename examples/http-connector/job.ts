import { StreamingJob, type DataStream, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';
import { TestSource, type Visit } from './test-source.js';

/** The job of StreamPark's connector document: each visit becomes a POST to a URL. */
export default class HttpSinkApp extends StreamingJob {
  handle(context: StreamingContext) {
    const source = context.addSource(new TestSource());
    new HttpSink(context).post(toUrls(source)).setParallelism(1);
  }
}

/** The URL of each visit. */
export function toUrls(visits: DataStream<Visit>): DataStream<string> {
  return visits.map(({ userId, siteId }) => `http://127.0.0.1:8080?userId=${userId}&siteId=${siteId}`);
}
