import { isWeirError } from '../errors/weir-error.js';
import type * as core from '../index.js';
import { isJobClass, StreamingJob } from './streaming-job.js';

class Orders extends StreamingJob {
  handle(): void {
    return;
  }
}

/** A second copy of the package, as two versions in one node_modules tree make it. */
function loadSecondCopy(): typeof core {
  let copy: typeof core | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof core>('../index.js');
  });
  if (!copy) throw new Error('the second copy was not loaded');
  return copy;
}

describe('a job class', () => {
  it('is recognised, also below another job class', () => {
    class LateOrders extends Orders {}
    expect([isJobClass(Orders), isJobClass(LateOrders)]).toEqual([true, true]);
  });

  it.each([StreamingJob, new Orders(), class Plain extends Array {}, () => 1, {}, null, undefined, 'Orders'])(
    'is not: %p',
    (value) => {
      expect(isJobClass(value)).toBe(false);
    },
  );
});

describe('two copies of the package', () => {
  const copy = loadSecondCopy();

  it('recognise job classes of each other', () => {
    expect(copy.StreamingJob).not.toBe(StreamingJob);
    class Other extends copy.StreamingJob {
      handle(): void {
        return;
      }
    }
    expect([isJobClass(Other), copy.isJobClass(Orders)]).toEqual([true, true]);
    expect([isJobClass(copy.StreamingJob), copy.isJobClass(StreamingJob)]).toEqual([false, false]);
  });

  it('recognise errors of each other', () => {
    const error = new copy.WeirError('CONFIG_CONFLICT', 'x');
    expect(isWeirError(error)).toBe(true);
  });

  it('run jobs of each other', () => {
    class Other extends copy.StreamingJob {
      handle(context: InstanceType<typeof copy.StreamingContext>): void {
        context.fromElements(1).addSink({ name: 'nowhere', createWriter: () => Promise.reject(new Error('never')) });
      }
    }
    const job = new Other();
    const parameters = new copy.Parameters();
    const graph = copy.drawGraph(job, copy.configureJob(job, parameters), parameters);
    expect(graph.nodes.map((node) => node.id)).toEqual(['source', 'source/sink']);
  });
});
