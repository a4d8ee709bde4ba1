import diagnostics from 'node:diagnostics_channel';
import { createHistogram } from 'node:perf_hooks';

/**
 * From now on takes the time from each of undici's requests to the end of its answer; `reset` forgets what was taken so
 * far, `quantiles` tells milliseconds. The same measure for everything that sends through undici, whatever is built
 * around it.
 *
 * Begin before the warm-up, so that undici is warm with somebody listening.
 */
export function measureLatency() {
  const startedAt = new WeakMap();
  const histogram = createHistogram();
  diagnostics.subscribe('undici:request:create', ({ request }) => startedAt.set(request, process.hrtime.bigint()));
  diagnostics.subscribe('undici:request:trailers', ({ request }) => {
    histogram.record(process.hrtime.bigint() - startedAt.get(request));
  });
  return {
    reset: () => histogram.reset(),
    quantiles: () => ({ p50Ms: histogram.percentile(50) / 1e6, p99Ms: histogram.percentile(99) / 1e6 }),
  };
}
