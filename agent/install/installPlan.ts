import { join } from 'node:path';
import { type Manifest, NODE, sha256 } from './manifest.ts';
import { GROUP, type InstalledBy, KVM_GROUP, type Places, QEMU_USER } from './places.ts';
import type { ReleaseFile } from './release.ts';
import { commandText, initScriptText, unitText } from './serviceFiles.ts';
import type { ServiceManager } from './serviceManager.ts';
import type { Step } from './step.ts';

/** All that decides what an installation does. */
export interface InstallFacts {
  readonly by: InstalledBy;
  readonly places: Places;
  readonly version: string;
  readonly release: string;
  readonly files: readonly ReleaseFile[];
  /** The Node that is to run the agent; where it is copied into the release, `node` is among the files. */
  readonly node: string;
  readonly from: Manifest['from'];
  readonly manager: ServiceManager;
  readonly startsAtBoot: boolean;
  /** What is there already. */
  readonly hasGroup: boolean;
  readonly hasUser: boolean;
  readonly hasKvmGroup: boolean;
  readonly hasConfig: boolean;
  /** What earlier installations made, also those that broke off, and which files they placed outside of releases. */
  readonly made: Manifest['made'];
  readonly placedBefore: readonly string[];
  readonly installed: { readonly manifest: Manifest; readonly intact: boolean } | undefined;
  /** Whether an agent serves at the installed one's socket. */
  readonly isRunning: boolean;
  /** Folders of releases that nobody needs once this one serves. */
  readonly otherReleases: readonly string[];
  /** The manual page and the completion, where the build has made them. */
  readonly documents: readonly { readonly kind: 'manPage' | 'completion'; readonly text: string }[];
}

const CONFIG_TEXT = `${JSON.stringify({ qemuUser: QEMU_USER }, undefined, 2)}\n`;

/**
 * The steps of an installation, or of an upgrade, which is the same. Nothing that runs is touched before the new release is
 * whole; then the agent is away for as long as it takes to end, to write a few files, to turn one link, and to start.
 *
 * It may be killed between any two of them: what is at `current` can be started at any time, and the next installation or
 * uninstallation goes on from there.
 */
export function installPlan(facts: InstallFacts): Step[] {
  const { places, manager, release, installed } = facts;
  const path = join(places.releases, release);
  const placed = placedFiles(facts);
  const isNew = installed?.manifest.release !== release;
  const isWhole = installed?.intact && facts.hasGroup && facts.hasUser && facts.hasConfig;
  const stale = facts.placedBefore.filter((before) => !placed.some((one) => one.path === before));
  const removals = [...stale, ...facts.otherReleases].map((other): Step => ({ kind: 'remove', path: other }));
  if (!isNew && isWhole && facts.isRunning) return removals;
  return [
    { kind: 'folder', path: places.releases },
    // Before anything else is made: its manifest says what.
    ...(isNew ? releaseSteps(facts, path, manifestOf(facts, placed)) : []),
    ...accountSteps(facts),
    { kind: 'folder', path: places.configDir },
    ...(facts.hasConfig ? [] : [fileStep({ path: places.config, text: CONFIG_TEXT, mode: 0o644 })]),
    { kind: 'folder', path: places.stateDir },
    // Before the files are replaced: they are back when this is taken back.
    ...(facts.isRunning ? [{ kind: 'stop', manager } as const] : []),
    ...placed.map(fileStep),
    // Once: who has told the machine otherwise since then is not overruled by an upgrade.
    ...(installed || !facts.startsAtBoot ? [] : [{ kind: 'enable', manager } as const]),
    { kind: 'link', path: places.current, target: join('releases', release) },
    { kind: 'start', manager },
    ...removals,
  ];
}

/** The release's folder has its Node, if only by name: what is written elsewhere is the same for every release. */
function releaseSteps({ by, files, node }: InstallFacts, path: string, manifest: Manifest): Step[] {
  const hasNode = by === 'package' || files.some((file) => file.path === NODE);
  return [
    { kind: 'release', path, files, manifest },
    ...(hasNode ? [] : [{ kind: 'link', path: join(path, NODE), target: node } as const]),
  ];
}

/**
 * The same for a package that is put together below a folder: the package's own scripts make group and user, and the
 * service belongs to the machine that it is installed on.
 */
export const packagePlan = (facts: InstallFacts, root: string): Step[] =>
  installPlan(facts).flatMap((step) => {
    if (step.kind !== 'folder' && step.kind !== 'release' && step.kind !== 'file' && step.kind !== 'link') return [];
    return [{ ...step, path: join(root, step.path) }];
  });

/** Where udev gives /dev/kvm to the group kvm, root's machines would have no KVM without it. */
const accountSteps = ({ hasGroup, hasUser, hasKvmGroup }: InstallFacts): Step[] => [
  ...(hasGroup ? [] : [{ kind: 'make-group', name: GROUP } as const]),
  ...(hasUser ? [] : [{ kind: 'make-user', name: QEMU_USER, groups: hasKvmGroup ? [KVM_GROUP] : [] } as const]),
];

interface PlacedFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

const fileStep = ({ path, text, mode }: PlacedFile): Step => ({ kind: 'file', path, content: text, mode });

/** What lies outside of the release's folder. */
function placedFiles({ by, places, manager, documents, ...facts }: InstallFacts): PlacedFile[] {
  const node = by === 'package' ? facts.node : join(places.current, NODE);
  const unit = { path: places.unit, text: unitText(node, places), mode: 0o644 };
  const initScript = { path: places.initScript, text: initScriptText(places), mode: 0o755 };
  return [
    { path: places.command, text: commandText(node, places), mode: 0o755 },
    ...(by === 'package' || manager === 'systemd' ? [unit] : []),
    ...(by === 'package' || manager === 'init' ? [initScript] : []),
    ...documents.map(({ kind, text }) => ({ path: places[kind], text, mode: 0o644 })),
  ];
}

function manifestOf(facts: InstallFacts, placed: readonly PlacedFile[]): Manifest {
  const { version, release, by, node, files, from, made } = facts;
  return {
    ...{ version, release, by, node, from },
    files: files.map(({ path, sha256: hash, mode }) => ({ path, sha256: hash, mode })),
    // What a package has outside, its manager knows and holds to its own list.
    placed: by === 'package' ? [] : placed.map(({ path, text, mode }) => ({ path, sha256: sha256(text), mode })),
    made: {
      group: made.group || !facts.hasGroup,
      user: made.user || !facts.hasUser,
      config: facts.hasConfig ? made.config : sha256(CONFIG_TEXT),
    },
  };
}
