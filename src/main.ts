import { mount, unmount } from 'svelte';
import { Records } from './clients/records.ts';
import { benchClient, helperClients, labClient, monitorClient, orchardClient, servingClient, trainerClient } from './clients/workers.ts';
import { codeOf, type ErrorCode } from './domain/common/errors.ts';
import { DATABASES, placeOf } from './domain/common/project-place.ts';
import { App } from './app/app.svelte.ts';
import type { Automation } from './actions/surface.ts';
import type { Storage } from './storage/index.ts';
import { lead, type Leadership } from './storage/leadership.ts';
import AppView from './ui/App.svelte';
import { english, LANGUAGE_CODES, languageOf, loadLanguage, speaking } from './ui/texts/language.ts';
import './ui/styles/fonts.css';
import './ui/styles/tokens.css';
import './ui/styles/base.css';

declare const __APP_VERSION__: string;

declare global {
  interface Window {
    orchard: Automation;
  }
}

/** A storage that has not answered for so long is spoken of, ms. */
const SILENT_MS = 5000;

/** What the page speaks; settled before it is mounted. */
let language = english();
/** What is shown: the app, or in its place why it does not open. */
let view: Record<string, unknown> | null = null;
let hideTrouble: (() => void) | null = null;

function showApp(): void {
  hideTrouble?.();
  hideTrouble = null;
  view ??= mount(AppView, { target: document.getElementById('app')!, props: { app }, context: speaking(language) });
}

async function showInstead(code: ErrorCode, stillTrue: () => boolean): Promise<void> {
  const { showTrouble } = await import('./ui/start/trouble.ts');
  if (!stillTrue()) return;
  const shown = view;
  view = null;
  if (shown) await unmount(shown);
  if (!stillTrue()) return;
  hideTrouble?.();
  hideTrouble = showTrouble(code, async () => {
    const { salvage } = await import('./storage/salvage.ts');
    return salvage(DATABASES[place] ?? '', { appVersion: __APP_VERSION__, nowMs: Date.now() });
  });
}

/** Opens the storage, whose code comes after the first paint; while it does not open, that is said. */
async function opening(mayWrite: () => boolean): Promise<Storage> {
  if (isFirstVisit()) await painted();
  const { openStorage } = await import('./storage/index.ts');
  let opened = false;
  const waiting = (code: ErrorCode): void => void showInstead(code, () => !opened);
  const silent = setTimeout(() => waiting('storage-silent'), SILENT_MS);
  const onTrouble = (code: ErrorCode): void => {
    clearTimeout(silent);
    if (opened) app.shell.report({ code }, 'app');
    else waiting(code);
  };
  try {
    const storage = await openStorage({ name: DATABASES[place], onTrouble, mayWrite });
    opened = true;
    showApp();
    return storage;
  } finally {
    clearTimeout(silent);
  }
}

/** Who comes to a screen has been here before. */
function isFirstVisit(): boolean {
  return !location.hash.startsWith('#/');
}

/** Shows no first screen to somebody whose project will be there in a moment. */
async function lookForProject(): Promise<void> {
  app.shell.arriving = true;
  const databases = await Promise.resolve(globalThis.indexedDB?.databases?.()).catch(() => undefined);
  app.shell.arriving = databases?.some(({ name }) => name === DATABASES[place]) ?? false;
}

let standing: Leadership | null = null;
/** The page is about to load itself anew: what fails until then is of no account. */
let leaving = false;
const leads = (): boolean => standing?.leading ?? false;
const place = placeOf(location.search);
const records = new Records();
const trainer = trainerClient(records, { notices: () => app.notices.trainer, onRestart: () => app.restarts.trainer() });
const serving = servingClient(records, { notices: () => app.notices.serving, onRestart: () => app.restarts.serving() });
const orchard = orchardClient(records, { notices: () => app.notices.orchard, onRestart: () => app.restarts.orchard(), leads });
const monitor = monitorClient(records, { notices: () => app.notices.monitor, onRestart: () => app.restarts.monitor(), leads }, place);
const app = new App({
  trainer, serving, orchard, monitor,
  helpers: helperClients(records),
  bench: () => benchClient(records),
  lab: () => labClient(records),
  records,
  cores: navigator.hardwareConcurrency,
  nowMs: () => Date.now(),
  idle,
  painted,
  appVersion: __APP_VERSION__,
  baseUrl: new URL('./', document.baseURI).href,
});

async function start(): Promise<void> {
  app.shell.place = place;
  await speak();
  if (isFirstVisit()) void lookForProject();
  const opened = app.open(open(), location.hash, location.search);
  showApp();
  // What is scripted against comes after the first paint, and says itself when all is ready.
  void painted().then(() => Promise.all([import('./actions/surface.ts'), import('./ui/errors.ts')])).then(([{ createAutomation }, { errorAdviceOf }]) => { window.orchard = createAutomation(app, errorAdviceOf); });
  addEventListener('hashchange', () => void app.follow(location.hash).catch((error: unknown) => app.shell.report(error, 'app')));
  document.addEventListener('visibilitychange', () => {
    if (!app.ready) return;
    if (!document.hidden && !app.shell.leading) void app.lookAgain().catch((error: unknown) => app.shell.report(error, 'app'));
    else if (document.hidden && app.shell.leading) void monitor.call('flush', undefined).catch(() => {});
  });
  await opened;
}

/** English is there at once; where another language does not come, the page is in English. */
async function speak(): Promise<void> {
  const code = languageOf(location.search, navigator.languages, LANGUAGE_CODES);
  if (code === 'en') return;
  language = await loadLanguage(code).catch(() => language);
  document.documentElement.lang = language.code;
}

/** The storage, and whether this tab leads. */
async function open(): Promise<{ storage: Storage; leading: boolean }> {
  // The log's worker is set up while the storage opens.
  if (!isFirstVisit()) {
    monitor.start();
    orchard.start();
  }
  const [storage, leadership] = await Promise.all([opening(leads), lead(DATABASES[place] ?? `orchard in a tab ${performance.timeOrigin}`)]);
  standing = leadership;
  leadership.onchange = (leading) => {
    if (leading) leadership.keep();
    leaving = true;
    location.reload();
  };
  return { storage, leading: leadership.leading };
}

/** A tab that nobody sees paints nothing: it waits no longer than this, ms. */
const LONGEST_PAINT_MS = 1000;

function painted(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((seen) => { if (seen.getEntriesByName('first-contentful-paint').length > 0) done(); });
    const timer = setTimeout(done, LONGEST_PAINT_MS);
    function done(): void {
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    }
    observer.observe({ type: 'paint', buffered: true });
  });
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 200);
  });
}

// A part of the page that does not come is said, whatever asked for it.
addEventListener('vite:preloadError', ({ payload }) => {
  Object.assign(payload, { code: 'page-incomplete' satisfies ErrorCode });
  app.shell.report(payload, 'app');
});
addEventListener('unhandledrejection', (event) => { if (codeOf(event.reason) === 'page-incomplete') event.preventDefault(); });

void start().catch((error: unknown) => {
  if (leaving) return;
  console.error(error);
  return showInstead(codeOf(error), () => true);
});
