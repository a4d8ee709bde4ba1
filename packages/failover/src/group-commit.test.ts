import { GroupCommit, type CommitLimits } from './group-commit.js';

/** Commits that finish when the test says so. */
function scripted(limits: Partial<CommitLimits> = {}) {
  const batches: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  const began: (() => void)[] = [];
  const group = new GroupCommit<string>({
    write: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: (error) => (error === undefined ? resolve() : reject(error)) });
        began.shift()?.();
      }),
    sizeOf: (item) => item.length,
    limits: { maxItems: 100, maxBytes: 1000, ...limits },
  });
  const nextBatch = () => new Promise<void>((resolve) => began.push(resolve));
  return { group, batches, nextBatch };
}

it('commits at once what was added in one turn, together', async () => {
  const { group, batches, nextBatch } = scripted();
  const began = nextBatch();
  const added = [group.add(['a']), group.add(['b', 'c'])];
  await began;
  expect(batches.map(({ items }) => items)).toEqual([['a', 'b', 'c']]);
  batches[0]!.end();
  await Promise.all(added);
});

it('commits together what came while another commit was under way', async () => {
  const { group, batches, nextBatch } = scripted();
  let began = nextBatch();
  const first = group.add(['a']);
  await began;
  const others = ['b', 'c', 'd'].map((item) => group.add([item]));
  began = nextBatch();
  batches[0]!.end();
  await first;
  await began;
  expect(batches[1]!.items).toEqual(['b', 'c', 'd']);
  batches[1]!.end();
  await Promise.all(others);
});

it.each([
  ['count', { maxItems: 2 }, [['aaa', 'bbb'], ['ccc', 'ddd'], ['e']]],
  [
    'bytes',
    { maxBytes: 7 },
    [
      ['aaa', 'bbb'],
      ['ccc', 'ddd', 'e'],
    ],
  ],
  ['bytes, a larger item alone', { maxBytes: 2 }, [['aaa'], ['bbb'], ['ccc'], ['ddd'], ['e']]],
])('bounds a commit by %s and acknowledges a caller after its last one', async (_, limits, expected) => {
  const committed: string[][] = [];
  const group = new GroupCommit<string>({
    write: async (items) => void committed.push([...items]),
    sizeOf: (item) => item.length,
    limits: { maxItems: 100, maxBytes: 1000, ...limits },
  });
  await group.add(['aaa', 'bbb', 'ccc', 'ddd', 'e']);
  expect(committed).toEqual(expected);
});

it('rejects those who were in a failed commit, drops what they have left, and goes on with the others', async () => {
  const { group, batches, nextBatch } = scripted({ maxItems: 2 });
  let began = nextBatch();
  const failing = group.add(['a', 'b', 'c']);
  const fine = group.add(['d']);
  await began;
  began = nextBatch();
  batches[0]!.end(new Error('disk full'));
  await expect(failing).rejects.toThrow('disk full');
  await began;
  expect(batches[1]!.items).toEqual(['d']);
  batches[1]!.end();
  await fine;
});

it('is idle once everything is committed or refused', async () => {
  const { group, batches, nextBatch } = scripted();
  await group.idle();
  const began = nextBatch();
  const added = group.add(['a']);
  await began;
  batches[0]!.end(new Error('gone'));
  await expect(added).rejects.toThrow('gone');
  await group.idle();
  expect(batches).toHaveLength(1);
});

describe('lingering', () => {
  /** Timers that run out when the test says so. */
  function lingering() {
    const timers = new Set<() => void>();
    const committed: string[][] = [];
    const group = new GroupCommit<string>({
      write: async (items) => void committed.push([...items]),
      sizeOf: (item) => item.length,
      limits: { maxItems: 3, maxBytes: 1000 },
      linger: {
        delayMs: 50,
        clock: {
          now: () => 0,
          setTimer(callback, delayMs) {
            expect(delayMs).toBe(50);
            timers.add(callback);
            return () => void timers.delete(callback);
          },
        },
      },
    });
    const runOut = () => timers.forEach((callback) => callback());
    return { group, committed, timers, runOut };
  }

  it('commits together what came before the delay ran out', async () => {
    const { group, committed, timers, runOut } = lingering();
    const first = group.add(['a']);
    await Promise.resolve();
    const second = group.add(['b']);
    await Promise.resolve();
    expect([committed, timers.size]).toEqual([[], 1]);
    runOut();
    await Promise.all([first, second]);
    expect(committed).toEqual([['a', 'b']]);
  });

  it('does not wait any longer once a commit is full', async () => {
    const { group, committed, timers } = lingering();
    const first = group.add(['a']);
    await Promise.resolve();
    await Promise.all([first, group.add(['b', 'c'])]);
    await group.add(['d', 'e', 'f']);
    expect([committed, timers.size]).toEqual([
      [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ],
      0,
    ]);
  });

  it('ends when it is to become idle', async () => {
    const { group, committed, timers } = lingering();
    const added = group.add(['a']);
    await Promise.resolve();
    await group.idle();
    await added;
    expect([committed, timers.size]).toEqual([[['a']], 0]);
  });
});
