import type { Locator } from 'playwright-core';

/** The mouse, and how often it was used: what a person has to do is part of what is promised. */
export class Pointer {
  #actions = 0;

  get actions(): number {
    return this.#actions;
  }

  async click(target: Locator): Promise<void> {
    this.#actions++;
    await target.click();
  }

  /** The actions of what is done, without those before. */
  async during(work: () => Promise<void>): Promise<number> {
    const before = this.#actions;
    await work();
    return this.#actions - before;
  }
}
