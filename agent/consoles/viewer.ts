import type { ConsoleControl } from '../../protocol/console.ts';

/** One client that watches a console, or has a shell, as the socket's side of it. None of these throws. */
export interface Viewer<Control = ConsoleControl> {
  /** It shows what it gets, says how much it has shown, and cannot show more than a terminal can. */
  readonly isTerminal?: boolean;
  /** `taken` may be called once, when the bytes are not looked at any more: their memory is used again then. */
  output(bytes: Uint8Array, taken?: () => void): void;
  control(message: Control): void;
  /** Bytes handed over and not yet taken by the client. */
  unread(): number;
  /** Resolves when the client took them, or is gone. */
  drained(): Promise<void>;
  close(): void;
}

/** What a viewer holds of its console. */
export interface Attachment {
  /**
   * Types, where this viewer is the writer; what a reader types is thrown away, it was told. Resolves when the guest's
   * line took the bytes or never will: until then the client's socket should not be read. Never rejects.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** A terminal has shown so many bytes of all the output that it was given. */
  shown(bytes: number): void;
  /** The viewer gets nothing any more. May be called twice, and after the end. */
  detach(): void;
}
