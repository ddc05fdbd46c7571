import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { run, tool } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * Flags of every browser that tests and benchmarks start: nothing that phones home, so that each request seen on the wire is
 * the page's own.
 */
export const CHROMIUM_ARGS = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-default-apps',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Makes software WebGPU available where there is no GPU. */
export const WEBGPU_ARGS = ['--enable-unsafe-webgpu', '--enable-features=Vulkan,WebGPU', '--use-webgpu-adapter=swiftshader', '--ignore-gpu-blocklist'];

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name) {
  if (isAbsolute(name)) return runnable(name) ? name : null;
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find(runnable);
  return found ?? null;
}

/** Where Playwright keeps its own Chromium, when it has been installed. */
async function playwrightsOwn() {
  const { chromium } = await import('playwright');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : null;
}

/** A Chromium on this machine: ORCHARD_CHROMIUM, the system's, or Playwright's own. Null when there is none. */
export async function findChromium() {
  const wished = process.env.ORCHARD_CHROMIUM;
  if (wished) {
    const path = onPath(wished);
    if (path === null) throw new Error(`ORCHARD_CHROMIUM is ${wished}, which is not a program that can be run.`);
    return path;
  }
  for (const name of [...NAMES, ...MAC]) {
    const path = onPath(name);
    if (path !== null) return path;
  }
  return playwrightsOwn();
}

/** Finds a Chromium or installs one: the system's package for root on Debian and its kin, else Playwright's build. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== null) return found;
  console.log('No Chromium found; installing one …');
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get') !== null) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  }
  if ((await findChromium()) === null) await tool('playwright/cli.js', ['install', 'chromium']);
  const installed = await findChromium();
  if (installed !== null) return installed;
  throw new Error('No Chromium could be found or installed. Install Chromium or Chrome, or set ORCHARD_CHROMIUM to its path, and run the command again.');
}

/** `Chromium 140.0.1` as the program itself says. */
export function chromiumVersion(path) {
  return execFileSync(path, ['--version', '--no-sandbox'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
}
