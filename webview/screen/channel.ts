/**
 * The bytes of one connection, in the form in which noVNC takes them: that of an RTCDataChannel. It looks at names on the
 * object itself, so all of them are there.
 */
export class Channel {
  readonly protocol = '';
  binaryType = 'arraybuffer';
  readyState: 'open' | 'closed' = 'open';
  onopen: () => void = () => {};
  onmessage: (event: { readonly data: ArrayBuffer }) => void = () => {};
  onerror: (event: unknown) => void = () => {};
  onclose: (event: { readonly code?: number; readonly reason?: string }) => void = () => {};
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** What noVNC hands over is its own memory, which it uses again. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.readyState === 'open') this.#send(bytes.slice());
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.readyState === 'open') this.onmessage({ data: bytes.slice().buffer });
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onclose({});
  }
}
