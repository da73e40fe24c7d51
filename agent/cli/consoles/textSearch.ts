/** Finds a text in bytes that come in pieces, also where it spans two of them. */
export class TextSearch {
  readonly #text: Buffer;
  #tail: Buffer = Buffer.alloc(0);
  #found = false;

  constructor(text: string) {
    this.#text = Buffer.from(text);
  }

  get found(): boolean {
    return this.#found;
  }

  add(bytes: Uint8Array): void {
    const seen = Buffer.concat([this.#tail, bytes]);
    this.#found ||= seen.includes(this.#text);
    // slice(-0) would keep everything.
    this.#tail = seen.subarray(Math.max(0, seen.length - this.#text.length + 1));
  }

  /** Forgets what was seen. */
  restart(): void {
    this.#tail = Buffer.alloc(0);
    this.#found = false;
  }
}
