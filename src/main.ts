import { mount } from 'svelte';
import { benchClient, helperClients, monitorClient, orchardClient, servingClient, trainerClient } from './clients/workers.ts';
import { App } from './state/app.svelte.ts';
import type { Automation } from './state/automation-surface.ts';
import { openStorage } from './storage/index.ts';
import { lead, type Leadership } from './storage/leadership.ts';
import AppView from './ui/App.svelte';
import './ui/styles/fonts.css';
import './ui/styles/tokens.css';
import './ui/styles/base.css';

declare const __APP_VERSION__: string;

declare global {
  interface Window {
    orchard: Automation;
  }
}

async function start(): Promise<void> {
  let standing: Leadership | null = null;
  const leads = (): boolean => standing?.leading ?? false;
  const trainer = trainerClient({ notices: () => app?.notices.trainer ?? null, onRestart: () => app?.restarts.trainer() });
  const serving = servingClient({ notices: () => app?.notices.serving ?? null, onRestart: () => app?.restarts.serving() });
  const orchard = orchardClient({ notices: () => app?.notices.orchard ?? null, onRestart: () => app?.restarts.orchard(), leads });
  const monitor = monitorClient({ notices: () => app?.notices.monitor ?? null, onRestart: () => app?.restarts.monitor(), leads });
  // Who comes to a screen has been here before: the log's worker is set up while the storage opens.
  if (location.hash.startsWith('#/')) {
    monitor.start();
    orchard.start();
  }
  const [storage, leadership] = await Promise.all([openStorage({ onTrouble: (code) => app?.shell.report({ code }, 'app'), mayWrite: leads }), lead('orchard')]);
  standing = leadership;
  app = new App({
    storage, trainer, serving, orchard, monitor,
    helpers: helperClients(),
    bench: benchClient,
    cores: navigator.hardwareConcurrency,
    nowMs: () => Date.now(),
    idle,
    painted,
    appVersion: __APP_VERSION__,
    baseUrl: new URL('./', document.baseURI).href,
  });
  app.shell.leading = leadership.leading;
  leadership.onchange = (leading) => { if (leading) location.reload(); };
  const opened = app.open(location.hash, location.search);
  // What is scripted against comes after the first paint, and says itself when all is ready.
  const scripted = app;
  void painted().then(() => import('./state/automation.ts')).then(({ createAutomation }) => { window.orchard = createAutomation(scripted, opened); });
  mount(AppView, { target: document.getElementById('app')!, props: { app } });
  addEventListener('hashchange', () => void app?.follow(location.hash).catch((error: unknown) => app?.shell.report(error, 'app')));
  document.addEventListener('visibilitychange', () => {
    if (!app?.ready) return;
    if (!document.hidden && !app.shell.leading) void app.lookAgain().catch((error: unknown) => app?.shell.report(error, 'app'));
    else if (document.hidden && app.shell.leading) void monitor.call('flush', undefined).catch(() => {});
  });
  await opened;
}

/** A tab that nobody sees paints nothing: it waits no longer than this, ms. */
const LONGEST_PAINT_MS = 1000;

function painted(): Promise<void> {
  return new Promise((resolve) => {
    new PerformanceObserver((seen) => { if (seen.getEntriesByName('first-contentful-paint').length > 0) resolve(); }).observe({ type: 'paint', buffered: true });
    setTimeout(resolve, LONGEST_PAINT_MS);
  });
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 200);
  });
}

let app: App | null = null;
void start();
