import { GroupCommit } from '../../group-commit.js';
import { LineWriter, type LineWriterOptions } from './line-writer.js';

const commitLimits = { maxItems: 10_000, maxBytes: 8 * 1024 * 1024 };

/** One line writer for all who append at the same time: they share its syncs. */
export class SharedWriter {
  readonly #writer: LineWriter;
  readonly #commits: GroupCommit<Buffer>;

  constructor(options: LineWriterOptions) {
    const writer = new LineWriter(options);
    this.#writer = writer;
    this.#commits = new GroupCommit({
      write: (lines) => writer.append(lines),
      sizeOf: (line: Buffer) => line.length,
      limits: commitLimits,
    });
  }

  /** Resolves once `lines`, each with its line break, are durable. @throws LETTER_STORE_UNAVAILABLE */
  append(lines: readonly Buffer[]): Promise<void> {
    return this.#commits.add(lines);
  }

  /** Resolves when everything appended before is written or refused. */
  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#writer.close();
  }
}
