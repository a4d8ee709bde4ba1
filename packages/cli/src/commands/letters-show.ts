import { WeirError } from '@weir/core';
import { command } from '../arguments/command.js';
import { exitCodes } from '../exit-code.js';
import { openConfiguredStore } from '../letters/configured-store.js';
import { formatLetter } from '../letters/format-letter.js';
import { createLogger } from '../output/create-logger.js';
import { confFlag } from '../running/shared-flags.js';

/** `weir letters show ID` */
export const lettersShowCommand = command({
  name: 'letters show',
  summary: 'Prints everything that is known of one open dead letter.',
  operand: { name: 'ID', doc: 'The id of the letter, as weir letters list prints it.' },
  flags: { conf: confFlag },
  async run({ operand: id, flags, parameters }, terminal) {
    const store = openConfiguredStore({ conf: flags.conf, parameters }, createLogger('text', terminal));
    try {
      for await (const { letter } of store.read({ filter: { ids: [id] } })) {
        terminal.print(formatLetter(letter));
        return exitCodes.success;
      }
      throw new WeirError('LETTER_NOT_FOUND', `There is no open letter ${id} in ${store.description}.`);
    } finally {
      await store.close();
    }
  },
});
