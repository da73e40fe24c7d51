import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';

/** A domain that is right by itself and that QEMU's machine or command line has no room for. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
  readonly diagnostic: Diagnostic;

  constructor({ origin }: Domain, message: string) {
    super(message);
    this.diagnostic = { severity: 'error', code: 'does-not-fit', message, range: origin.range };
  }
}
