import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXTENSION_FILES } from '../../scripts/editor/stage.mjs';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { contributes, capabilities } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const strings: Record<string, string> = JSON.parse(readFileSync(at('package.nls.json'), 'utf8'));

interface Step {
  readonly description: string;
  readonly media: { readonly svg: string };
  readonly completionEvents: readonly string[];
}
const steps = (contributes.walkthroughs as { steps: Step[] }[]).flatMap((walkthrough) => walkthrough.steps);

describe('the walkthrough', () => {
  test('is short, and each step is done by doing it', () => {
    expect(steps.length).toBeLessThanOrEqual(6);
    for (const { completionEvents } of steps) expect(completionEvents.length).toBeGreaterThan(0);
  });

  test('has pictures that are packed and take the theme’s colours', () => {
    for (const { media } of steps) {
      expect(EXTENSION_FILES.some((packed) => media.svg.startsWith(packed))).toBe(true);
      const colours = [...readFileSync(at(media.svg), 'utf8').matchAll(/\b(?:fill|stroke)="([^"]+)"/g)];
      for (const [, colour] of colours) expect(colour).toMatch(/^(none$|var\(--vscode-)/);
    }
  });
});

test('every link to a command leads to one of ours, or is the editor’s', () => {
  const known = (contributes.commands as { command: string }[]).map(({ command }) => command);
  const links = Object.values(strings).flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id));
  expect(links.length).toBeGreaterThan(5);
  for (const link of links.filter((id) => id?.startsWith('virtcell.'))) expect(known).toContain(link);
});

test('the empty view has words for each state of the agent', () => {
  const when = (contributes.viewsWelcome as { when: string }[]).map((welcome) => welcome.when).join('\n');
  for (const state of ['not-installed', 'stopped', 'denied', 'wrong-version', 'connected']) {
    expect(when).toContain(`virtcell.link == '${state}'`);
  }
  expect(when).toContain('!isWorkspaceTrusted');
});

test('what a workspace must not set is the machine’s, and restricted beside', () => {
  const { supported, restrictedConfigurations } = capabilities.untrustedWorkspaces;
  expect(supported).toBe('limited');
  const properties = Object.entries(
    contributes.configuration.properties as Record<string, { type: string; scope?: string }>,
  );
  for (const [name, { type, scope }] of properties) {
    // A text may be a path or a command line.
    if (type === 'string') expect(scope, name).toBe('machine');
    if (scope === 'machine') expect(restrictedConfigurations).toContain(name);
  }
});

test('the icon of the view is one the editor colours, and the others are its own', () => {
  for (const { icon } of contributes.commands as { icon?: string }[]) if (icon) expect(icon).toMatch(/^\$\([\w-]+\)$/);
  const [container] = contributes.viewsContainers.activitybar as { icon: string }[];
  expect(container?.icon).toMatch(/\.svg$/);
  expect(existsSync(at(container?.icon ?? ''))).toBe(true);
});
