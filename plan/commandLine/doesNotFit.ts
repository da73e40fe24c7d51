import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import { ENGLISH, inWords, type Message } from '../../domain-xml/message.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';

/** A domain that is right by itself and that QEMU's machine or command line has no room for. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
  /** Its message, for other languages. */
  readonly said: Message;
  readonly diagnostic: Diagnostic;

  constructor({ origin }: Domain, said: Message) {
    const message = inWords(said, ENGLISH);
    super(message);
    this.said = said;
    this.diagnostic = { severity: 'error', code: 'does-not-fit', message, range: origin.range };
  }
}
