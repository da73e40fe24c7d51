/** What begins a control sequence or string, ECMA-48: ESC, and the single characters for ESC and one of P X [ ] ^ _. */
const OPENERS = ['\x1b', '\x90', '\x98', '\x9b', '\x9d', '\x9e', '\x9f'];

/**
 * What has not come to its end, as xterm.js has it: CAN and SUB end everything, and ESC begins anew; other controls are
 * obeyed inside a sequence. BEL ends what is for the operating system, ST all strings.
 */
const UNFINISHED = [
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: it is about those
  /^\x1b[\x00-\x17\x19\x1c-/]*$/,
  /^(?:\x1b\[|\x9b)[\x00-\x17\x19\x1c-?]*$/,
  /^(?:\x1b\]|\x9d)[^\x07\x18\x1a\x9c]*$/,
  /^(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x18\x1a\x9c]*$/,
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: it is about those
];

/** Knows whether a terminal's output stands between its characters and escape sequences, or inside one of them. */
export class SequenceWatch {
  /** How the one begins that is not over: as much as tells its kind. */
  #begun = '';

  /** Whether something can be written here that is not part of what came. */
  get isBetween(): boolean {
    return this.#begun === '';
  }

  take(text: string): void {
    const all = this.#begun + text;
    const last = Math.max(...OPENERS.map((opener) => all.lastIndexOf(opener)));
    const tail = last < 0 ? '' : all.slice(last);
    this.#begun = UNFINISHED.some((unfinished) => unfinished.test(tail)) ? tail.slice(0, 2) : '';
  }
}
