import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { VERSION } from '../../protocol/version.ts';
import { readUserDatabase } from '../access/userDatabase.ts';
import { followTrusted } from '../host/trustedPath.ts';
import { agentPid } from './agentProcess.ts';
import type { InstallFacts } from './installPlan.ts';
import { findings, type Manifest, NODE, placedBy, readManifests } from './manifest.ts';
import { ownSource } from './ownSource.ts';
import { GROUP, KVM_GROUP, type Places, placesOf, QEMU_USER } from './places.ts';
import { copiedFile, packageFile, releaseFiles, releaseName } from './release.ts';
import { serviceManager, startsAtBoot } from './serviceManager.ts';
import { readSource } from './source.ts';

/** The Node that a package names: its dependency brings it. */
const PACKAGED_NODE = '/usr/bin/node';

/** Looks at what is to be installed, and at what is there. */
export async function installFacts(owners: ReadonlySet<number>): Promise<InstallFacts> {
  const places = placesOf('install');
  const source = ownSource();
  const node = chooseNode(process.execPath);
  const files = [
    ...releaseFiles(source, owners),
    packageFile(VERSION),
    ...(node.copied ? [copiedFile(node.path, NODE, owners, 0o755)] : []),
  ];
  const manifests = readManifests(places);
  const installed = installedIn(places, manifests);
  const release = freeName(places, releaseName(VERSION, files), installed);
  const database = readUserDatabase();
  const manager = serviceManager();
  return {
    ...{ by: 'install', places, version: VERSION, release, files, installed },
    node: node.copied ? join(places.current, NODE) : node.path,
    from: { folder: source.dist, uid: statSync(source.dist).uid },
    manager,
    startsAtBoot: startsAtBoot(manager),
    hasGroup: database.groups.some(({ name }) => name === GROUP),
    hasUser: database.users.some(({ name }) => name === QEMU_USER),
    hasKvmGroup: database.groups.some(({ name }) => name === KVM_GROUP),
    hasConfig: existsSync(places.config),
    made: madeBy(manifests),
    placedBefore: placedBy(manifests),
    isRunning: (await agentPid(places.socket)) !== undefined,
    otherReleases: releasesIn(places).filter((path) => path !== join(places.releases, release)),
    documents: documentsIn(source.dist, owners),
  };
}

/** The same for a package: nothing is asked of this machine, since it is for others. */
export function packageFacts(): InstallFacts {
  const source = ownSource();
  const files = [...releaseFiles(source, undefined), packageFile(VERSION)];
  return {
    ...{ by: 'package', places: placesOf('package'), version: VERSION, release: releaseName(VERSION, files), files },
    ...{
      node: PACKAGED_NODE,
      from: { folder: '', uid: 0 },
      ...{ manager: 'none', startsAtBoot: false },
      documents: documentsIn(source.dist, undefined),
    },
    ...{ hasGroup: true, hasUser: true, hasKvmGroup: false, hasConfig: false, made: madeBy([]) },
    ...{ placedBefore: [], isRunning: false, installed: undefined, otherReleases: [] },
  };
}

/** One whose manifest is torn is no longer known; installing makes it whole. */
function installedIn({ current }: Places, manifests: readonly Manifest[]): InstallFacts['installed'] {
  const release = existsSync(current) ? basename(realpathSync(current)) : undefined;
  const manifest = manifests.find((one) => one.release === release);
  return manifest && { manifest, intact: findings(current, manifest).length === 0 };
}

/** What the first installation made is still to be taken away when the last one goes. */
const madeBy = (manifests: readonly Manifest[]): Manifest['made'] => ({
  group: manifests.some(({ made }) => made.group),
  user: manifests.some(({ made }) => made.user),
  config: manifests.map(({ made }) => made.config).find((hash) => hash !== null) ?? null,
});

/**
 * The running Node where root alone can have put it there, else a copy of it. One in a home goes away with its user's next
 * one, and the copy of a release with the release.
 */
export function chooseNode(
  execPath: string,
  { lib }: Pick<Places, 'lib'> = placesOf('install'),
): { readonly path: string; readonly copied: boolean } {
  const found = followTrusted(execPath);
  const path = 'problem' in found ? execPath : found.path;
  const passing = [...HOMES, existsSync(lib) ? realpathSync(lib) : lib];
  return { path, copied: 'problem' in found || passing.some((folder) => path.startsWith(`${folder}/`)) };
}

const HOMES = ['/home', '/root', '/var/home'];

function releasesIn({ releases }: Places): string[] {
  return existsSync(releases) ? readdirSync(releases).map((name) => join(releases, name)) : [];
}

/** A release that is damaged, or was left half-made, is not written over: the agent may run from it. */
function freeName({ releases }: Places, name: string, installed: InstallFacts['installed']): string {
  if (installed?.intact && installed.manifest.release.replace(/\.\d+$/, '') === name) return installed.manifest.release;
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}.${count}`;
    if (!existsSync(join(releases, candidate))) return candidate;
  }
}

/** What the build has made beside the program. A completion is run by every shell, root's too. */
function documentsIn(dist: string, owners: ReadonlySet<number> | undefined): InstallFacts['documents'] {
  const names = { manPage: 'virtcell.1', completion: 'completion.bash' } as const;
  return Object.entries(names).flatMap(([kind, name]) => {
    const path = join(dist, name);
    return existsSync(path)
      ? [{ kind: kind as keyof typeof names, text: readSource(path, owners).toString('utf8') }]
      : [];
  });
}
