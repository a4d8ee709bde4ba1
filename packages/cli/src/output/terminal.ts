import { styleText } from 'node:util';

/** The colours in use, by meaning. */
const styles = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'gray', strong: 'bold' } as const;

/** What a text means, for its colour. */
export type Style = keyof typeof styles;

/** The part of a stream that a terminal needs. */
export interface OutputStream {
  /** @param done called once the text is written, or cannot be */
  write(text: string, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const eraseLine = '\r\u001b[2K';

/** Where a command writes: results on standard output, everything else on standard error. */
export class Terminal {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #noColor: boolean;
  #live = '';

  constructor(stdout: OutputStream, stderr: OutputStream, environment: NodeJS.ProcessEnv) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#noColor = (environment['NO_COLOR'] ?? '') !== '';
  }

  /** Whether somebody looks on while it runs. */
  get interactive(): boolean {
    return this.#stderr.isTTY === true;
  }

  /** A result, on a line of its own. */
  print(text: string): void {
    this.setLive('');
    this.#stdout.write(`${text}\n`);
  }

  /** Results, each on a line of its own, no faster than they are read; ends early when nobody reads any more. */
  async printAll(texts: AsyncIterable<string>): Promise<void> {
    this.setLive('');
    for await (const text of texts) {
      const error = await new Promise<unknown>((resolve) => this.#stdout.write(`${text}\n`, resolve));
      if (error) return;
    }
  }

  /** A remark, on a line of its own; the live line stays below. */
  note(text: string): void {
    const live = this.#live;
    this.setLive('');
    this.#stderr.write(`${text}\n`);
    this.setLive(live);
  }

  /** Replaces the live line; an empty text removes it. Only for an interactive terminal. */
  setLive(text: string): void {
    if (!this.interactive || (text === '' && this.#live === '')) return;
    const columns = this.#stderr.columns ?? 80;
    this.#live = text.slice(0, columns - 1);
    this.#stderr.write(`${eraseLine}${this.#live}`);
  }

  /** `text` for `print` in a style; as it is where colours do not belong. */
  paint(style: Style, text: string): string {
    return this.#paint(this.#stdout, style, text);
  }

  /** As {@link paint}, for `note`. */
  paintNote(style: Style, text: string): string {
    return this.#paint(this.#stderr, style, text);
  }

  #paint(stream: OutputStream, style: Style, text: string): string {
    if (stream.isTTY !== true || this.#noColor) return text;
    // The stream is looked at here: Node 20 does not, and later versions would look at standard output.
    return styleText(styles[style], text, { validateStream: false });
  }
}
