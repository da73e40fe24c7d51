import type { Diagnostic } from '../domain-xml/diagnostic.ts';
import type { Range } from '../domain-xml/position.ts';

/** Every code that the agent answers with. Stable: scripts and the editor branch on them. See docs/errors.md. */
export const ERROR_CODES = [
  // The connection
  'agent-not-running',
  'agent-denied',
  'agent-version',
  'agent-closed',
  'bad-request',
  'internal',
  // The domain
  'xml-invalid',
  'domain-not-found',
  'domain-exists',
  'domain-ambiguous',
  'domain-running',
  'domain-not-running',
  'domain-state',
  'limit-reached',
  'storage',
  'switched-off',
  // The launch
  'emulator-refused',
  'caller-refused',
  'confinement-unavailable',
  'missing-device-node',
  'missing-file',
  'file-denied',
  'host-facts',
  'launch-step',
  'qemu-died',
  'monitor',
  'timeout',
  // Disks
  'disk-image',
  // Change while running
  'not-hot-pluggable',
  'device-not-found',
  'device-busy',
  // Consoles
  'console-not-found',
  'console-busy',
  'console-unavailable',
  'shell-unavailable',
  'graphics-unavailable',
  // The installation
  'not-installed',
  'install-refused',
  'install-step',
  'files-not-trusted',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What travels in the `data` of a JSON-RPC error. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  /** The step of the launch that failed, as in the timeline. */
  readonly step?: string;
  readonly syscall?: string;
  /** The errno's name, `ENOENT`. */
  readonly errno?: string;
  readonly path?: string;
  /** QEMU's word for the kind of its own error, `GenericError`. */
  readonly class?: string;
  /** XPath of the XML element that asked for it, and its place. */
  readonly element?: string;
  readonly range?: Range;
  /** What the user can do. */
  readonly hint?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** An error with a stable code; `data` crosses the socket whole. */
export class VirtcellError extends Error {
  override readonly name = 'VirtcellError';
  readonly data: ErrorData;

  constructor(data: ErrorData, options?: { cause?: unknown }) {
    super(data.message, options);
    this.data = data;
  }

  get code(): ErrorCode {
    return this.data.code;
  }
}
