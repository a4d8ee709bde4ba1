import type { DataStream } from '@weir/core';
import type { HttpRequest } from '@weir/sink-http';
import type { CsvRow } from './csv-file.js';

/** One request for each reported strike: `PUT <target>/bird-strikes/<row number>` with the report as JSON. */
export function toRequests(rows: DataStream<CsvRow>, target: string): DataStream<HttpRequest> {
  return rows.map(({ number, columns }) => ({
    url: `${target}/bird-strikes/${number}`,
    key: columns['Origin State'] ?? '',
    body: {
      date: columns['Flight Date'],
      airport: columns['Airport Name'],
      aircraft: columns['Aircraft Make Model'],
      species: columns['Wildlife Species'],
      damage: columns['Effect Amount of damage'],
      costUsd: Number(columns['Cost Total $']),
    },
  }));
}
