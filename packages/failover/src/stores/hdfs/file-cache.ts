import type { WebHdfs } from './webhdfs/webhdfs.js';

/** The contents of files, as far as they fit: a read looks at each file twice, and few tables are larger than this. */
export class FileCache {
  readonly #hdfs: WebHdfs;
  readonly #maxBytes: number;
  readonly #contents = new Map<string, Buffer>();
  #bytes = 0;

  constructor(hdfs: WebHdfs, maxBytes: number) {
    this.#hdfs = hdfs;
    this.#maxBytes = maxBytes;
  }

  async read(path: string): Promise<Buffer> {
    const known = this.#contents.get(path);
    if (known !== undefined) return known;
    const content = await this.#hdfs.read(path);
    if (this.#bytes + content.length <= this.#maxBytes) {
      this.#bytes += content.length;
      this.#contents.set(path, content);
    }
    return content;
  }
}
