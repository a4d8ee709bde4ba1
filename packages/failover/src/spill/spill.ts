import type { DeadLetter, Logger, Resolution } from '@weir/core';
import { encodeLetter } from '../codec/letter-codec.js';
import { encodeResolution } from '../codec/resolution-codec.js';
import type { FileKind } from '../stores/file/letter-files.js';
import type { RefusedLetter } from './deliver-letters.js';
import { LineFolder, type LineFolderOptions } from './line-folder.js';
import { spillBroken, spillFull } from './spill-errors.js';
import { refusedFolder } from './spill-folder.js';

/** Where a {@link Spill} keeps its files, and how much. */
export interface SpillOptions extends LineFolderOptions {
  readonly maxBytes: number;
  readonly logger: Logger;
}

/** Letters and resolutions on the local disk that their store did not take yet. */
export class Spill {
  /** What waits for the store. */
  readonly waiting: LineFolder;
  /** Letters too large for the store, and lines that cannot be read back: in nobody's way, for a person to look at. */
  readonly refused: LineFolder;
  readonly #maxBytes: number;
  readonly #logger: Logger;
  readonly #announcedIds = new Set<string>();
  #bytesUnderway = 0;

  constructor(options: SpillOptions) {
    this.waiting = new LineFolder(options);
    this.refused = new LineFolder({ ...options, directory: refusedFolder(options.directory) });
    this.#maxBytes = options.maxBytes;
    this.#logger = options.logger;
  }

  get directory(): string {
    return this.waiting.directory;
  }

  /** Resolves once the letters are on the disk. @throws LETTER_SPILL_UNAVAILABLE when it is full or cannot be written */
  append(letters: readonly DeadLetter[]): Promise<void> {
    return this.#appendWithinBounds(this.waiting, letters.map(encodeLetter));
  }

  /** Resolutions are taken by a full spill too: there are no more of them than letters, and they make room. */
  resolve(resolutions: readonly Resolution[]): Promise<void> {
    return this.#write(this.waiting, 'resolved', resolutions.map(encodeResolution));
  }

  /** Keeps letters that the store refused. @throws LETTER_SPILL_UNAVAILABLE */
  async keepRefused(refused: readonly RefusedLetter[]): Promise<void> {
    if (refused.length === 0) return;
    await this.#appendWithinBounds(this.refused, refused.map(encodeRefused));
    this.#announce(refused);
  }

  /** As {@link keepRefused}, for what is in the spill already; `unreadable` are whole lines. */
  async moveToRefused(
    kind: FileKind,
    refused: readonly RefusedLetter[],
    unreadable: readonly Uint8Array[],
  ): Promise<void> {
    await this.#write(this.refused, kind, [...refused.map(encodeRefused), ...unreadable]);
    this.#announce(refused);
  }

  async hasLetters(): Promise<boolean> {
    const files = await Promise.all([this.waiting, this.refused].map((folder) => folder.list('letters')));
    return files.flat().length > 0;
  }

  /** Whether the store may take something of what is here. */
  async isWaiting(): Promise<boolean> {
    const files = await Promise.all([this.waiting.list('letters'), this.waiting.list('resolved')]);
    return files.flat().length > 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.waiting.close(), this.refused.close()]);
  }

  async #appendWithinBounds(folder: LineFolder, lines: readonly string[]): Promise<void> {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    this.#bytesUnderway += bytes;
    try {
      const used = (await this.#usedBytes()) + this.#bytesUnderway;
      if (used > this.#maxBytes) throw spillFull(this.directory, { bytes, maxBytes: this.#maxBytes });
      await this.#write(folder, 'letters', lines);
    } finally {
      this.#bytesUnderway -= bytes;
    }
  }

  async #usedBytes(): Promise<number> {
    try {
      return (await this.waiting.usedBytes()) + (await this.refused.usedBytes());
    } catch (error) {
      throw spillBroken('read', this.directory, error);
    }
  }

  async #write(folder: LineFolder, kind: FileKind, lines: readonly (string | Uint8Array)[]): Promise<void> {
    try {
      await folder.append(kind, lines);
    } catch (error) {
      throw spillBroken('written', folder.directory, error);
    }
  }

  #announce(refused: readonly RefusedLetter[]): void {
    for (const { letter, error } of refused) {
      if (this.#announcedIds.has(letter.id)) continue;
      this.#announcedIds.add(letter.id);
      this.#logger.warn(
        `${error.message} It is kept in ${this.refused.directory} and stays open; the next start tries it again.`,
        { id: letter.id },
      );
    }
  }
}

function encodeRefused({ letter }: RefusedLetter): string {
  return encodeLetter(letter);
}
