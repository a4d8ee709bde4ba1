import { join } from 'node:path';
import { StreamingJob, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';
import { toRequests } from './bird-strike-requests.js';
import { CsvFile } from './csv-file.js';

/** Sends 10,000 real bird-strike reports (see `../data/README.md`), one request each, to `target.url`. */
export default class BirdStrikes extends StreamingJob {
  handle(context: StreamingContext) {
    const target = context.parameters.get('target.url', 'http://127.0.0.1:8080');
    const rows = context.addSource(new CsvFile(join(__dirname, '../data/birdstrikes.csv')));
    new HttpSink(context).put(toRequests(rows, target)).name('bird strikes').uid('bird-strikes');
  }
}
