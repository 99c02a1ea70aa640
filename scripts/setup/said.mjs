import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Something in the way of the set-up that a person can do something about: one sentence, no stack. */
export class SetUpError extends Error {}

/**
 * One line for the person at the terminal, on stderr.
 * @param {string} sentence
 */
export const say = (sentence) => process.stderr.write(`cynosure: ${sentence}\n`);
