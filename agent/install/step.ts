import type { Manifest } from './manifest.ts';
import type { ReleaseFile } from './release.ts';
import type { ServiceManager } from './serviceManager.ts';

/** One step of installing or uninstalling. The whole list is shown before the first is done. */
export type Step =
  | { readonly kind: 'make-group' | 'remove-group' | 'remove-user'; readonly name: string }
  | { readonly kind: 'make-user'; readonly name: string; readonly groups: readonly string[] }
  /** With all above it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A fresh folder with a copy of every file, and the manifest. */
  | {
      readonly kind: 'release';
      readonly path: string;
      readonly files: readonly ReleaseFile[];
      readonly manifest: Manifest;
    }
  | { readonly kind: 'file'; readonly path: string; readonly content: string; readonly mode: number }
  /** A symbolic link, put in the place of another in one step. */
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'enable' | 'disable' | 'reload' | 'start' | 'stop'; readonly manager: ServiceManager }
  /** What was so when the steps were planned may be otherwise by now: whoever agreed has taken their time. */
  | { readonly kind: 'require-idle' }
  /** A file, or a folder with all in it. */
  | { readonly kind: 'remove'; readonly path: string }
  /** The folders in a folder that hold no file, and the folder itself when nothing is left in it. */
  | { readonly kind: 'remove-empty'; readonly path: string };

export function stepText(step: Step): string {
  switch (step.kind) {
    case 'make-group':
      return `make the system group ${step.name}`;
    case 'make-user':
      return `make the system user ${step.name}, who has no login${step.groups.map((name) => `, in the group ${name}`).join('')}`;
    case 'remove-group':
      return `remove the group ${step.name}`;
    case 'remove-user':
      return `remove the user ${step.name}`;
    case 'folder':
      return `make the folder ${step.path}`;
    case 'release':
      return `copy ${step.files.length} files, ${megabytes(step.files)}, to ${step.path}`;
    case 'file':
      return `write ${step.path} (${step.mode.toString(8).padStart(4, '0')})`;
    case 'link':
      return `point ${step.path} to ${step.target}`;
    case 'enable':
      return step.manager === 'systemd' ? 'let systemd start the agent at boot' : 'start the agent at boot';
    case 'disable':
      return 'no longer start the agent at boot';
    case 'reload':
      return 'let the service manager read its files anew';
    case 'start':
      return 'start the agent, and wait until it serves';
    case 'stop':
      return 'stop the agent; virtual machines go on';
    case 'require-idle':
      return 'see that no virtual machine runs';
    case 'remove':
      return `remove ${step.path}`;
    case 'remove-empty':
      return `remove ${step.path}, as far as nothing is in it`;
  }
}

const megabytes = (files: readonly ReleaseFile[]): string =>
  `${(files.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)} MB`;
