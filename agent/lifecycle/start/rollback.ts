/** What has been done so far, as what takes it back. */
export class Rollback {
  readonly #log: (what: string, error: unknown) => void;
  readonly #steps: { readonly what: string; readonly back: () => Promise<unknown> }[] = [];

  /** @param log for a step back that fails: the caller is told why it was needed */
  constructor(log: (what: string, error: unknown) => void) {
    this.#log = log;
  }

  add(what: string, back: () => Promise<unknown>): void {
    this.#steps.push({ what, back });
  }

  /** The last one first. One that fails keeps none of the others from being done. */
  async run(): Promise<void> {
    for (const { what, back } of this.#steps.reverse()) {
      try {
        await back();
      } catch (error) {
        this.#log(`${what} could not be taken back`, error);
      }
    }
  }
}
