import { IterableSource } from '@weir/core';

/** A visit of a user to a site. */
export interface Visit {
  readonly userId: number;
  readonly siteId: number;
}

/** A thousand visits; what a source of one's own looks like. */
export class TestSource extends IterableSource<Visit> {
  *read(from: number) {
    for (let i = from; i < 1_000; i++) yield { userId: i, siteId: i % 10 };
  }
}
