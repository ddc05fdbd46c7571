import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from './scripts/chromium.mjs';
import { cameraArgs } from './tests/e2e/harness/camera.ts';

/** The site is served from a sub-path, which proves that it can be dropped anywhere. */
const PREFIX = '/some/folder/';
const PORT = Number(process.env.ORCHARD_PORT ?? 4319);

const executablePath = (await findChromium()) ?? undefined;
const launch = (...args: string[]) => ({ launchOptions: { ...(executablePath && { executablePath }), args: [...CHROMIUM_ARGS, ...args] } });

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // What a page measures of its machine, such as late predictions, is part of what is tested: one page at a time.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${PORT}${PREFIX}`,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
  projects: [
    { name: 'page', testIgnore: ['**/*.webgpu.spec.ts', '**/*.camera.spec.ts', '**/photos.spec.ts'], use: launch() },
    { name: 'webgpu', testMatch: '**/*.webgpu.spec.ts', timeout: 240_000, use: launch(...WEBGPU_ARGS) },
    { name: 'camera', testMatch: '**/*.camera.spec.ts', use: { ...launch(...cameraArgs()), permissions: ['camera'] } },
    ...(process.env.ORCHARD_PHOTOS ? [{ name: 'photos', testMatch: '**/photos.spec.ts', timeout: 300_000, use: launch() }] : []),
  ],
  globalSetup: './tests/e2e/harness/setup.ts',
  webServer: {
    command: `node scripts/serve.mjs dist ${PORT} ${PREFIX}`,
    url: `http://localhost:${PORT}${PREFIX}`,
    reuseExistingServer: false,
  },
});
