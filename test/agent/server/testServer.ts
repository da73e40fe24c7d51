import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuditEntry } from '../../../agent/server/audit.ts';
import type { SocketAccess } from '../../../agent/server/createSocket.ts';
import { Server } from '../../../agent/server/server.ts';
import { FakeService } from './fakeService.ts';

/** A folder that nobody else can change, away from the repository, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Deadlines that pass when the test says so. */
export class ManualDeadlines {
  readonly #pending = new Set<() => void>();

  readonly asked: number[] = [];
  #onAsked: () => void = () => {};

  readonly deadline = (milliseconds: number, expired: () => void): (() => void) => {
    this.asked.push(milliseconds);
    this.#onAsked();
    this.#pending.add(expired);
    return () => void this.#pending.delete(expired);
  };

  /** Resolves when the next deadline is set. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAsked = resolve;
    });
  }

  expire(): void {
    for (const expired of [...this.#pending]) expired();
  }
}

export interface TestServer {
  readonly path: string;
  readonly service: FakeService;
  readonly audit: AuditEntry[];
  /** The next line. */
  readonly nextAudit: () => Promise<AuditEntry>;
  readonly errors: { readonly what: string; readonly error: unknown }[];
  readonly deadlines: ManualDeadlines;
  readonly close: () => Promise<void>;
}

/** The real server on a real socket, a fake lifecycle behind it. */
export async function startServer(
  service = new FakeService(),
  options: { readonly access?: SocketAccess; readonly connectionsPerUid?: number; readonly path?: string } = {},
): Promise<TestServer> {
  const path = options.path ?? join(temporaryFolder(), 'agent.sock');
  const audit: AuditEntry[] = [];
  const errors: { what: string; error: unknown }[] = [];
  let audited: (line: AuditEntry) => void = () => {};
  const nextAudit = (): Promise<AuditEntry> =>
    new Promise((resolve) => {
      audited = resolve;
    });
  const deadlines = new ManualDeadlines();
  const server = await Server.start({
    service,
    path,
    access: options.access ?? {},
    audit: (line) => {
      audit.push(line);
      audited(line);
    },
    logError: (what, error) => errors.push({ what, error }),
    deadline: deadlines.deadline,
    ...(options.connectionsPerUid !== undefined && { connectionsPerUid: options.connectionsPerUid }),
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= server.close();
    // Clients that a test left open do not close their end.
    deadlines.expire();
    return closed;
  };
  onTestFinished(close);
  return { path, service, audit, nextAudit, errors, deadlines, close };
}
