import type { IPty } from 'node-pty';
import { onTestFinished } from 'vitest';

/** A terminal that a test looks at and types on. It ends with the test. */
export class Screen {
  readonly pty: IPty;
  #text = '';
  #look: () => void = () => {};

  constructor(pty: IPty) {
    this.pty = pty;
    pty.onData((data) => {
      this.#text += data;
      this.#look();
    });
    onTestFinished(() => pty.kill('SIGKILL'));
  }

  get text(): string {
    return this.#text;
  }

  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      this.#look = () => {
        const match = pattern.exec(this.#text);
        if (match) resolve(match);
      };
      this.#look();
    });
  }
}
