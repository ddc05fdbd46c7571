import { openApp, type TrainAnswer } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('without WASM SIMD the plain build of the backend is used', async ({ page, context }) => {
  const fetched: string[] = [];
  context.on('request', (request) => { if (request.url().endsWith('.wasm')) fetched.push(request.url()); });
  // The backend asks for SIMD by validating a few bytes; whole modules stay valid.
  await context.route(/\/assets\/main-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const blind = 'const validate = WebAssembly.validate; WebAssembly.validate = (bytes) => bytes.byteLength > 200 && validate.call(WebAssembly, bytes);\n';
    await route.fulfill({ response, body: blind + (await response.text()) });
  });
  const api = await openApp(page, './?backend=wasm');
  expect((await api.call<{ backend: string }>('compute')).backend).toBe('wasm');
  await api.call('data.pick', { count: 24, seed: 1 });
  const { metrics } = await api.call<TrainAnswer>('train', { kind: 'linear' });
  expect(metrics.accuracy).toBeGreaterThan(0.5);
  expect(fetched.some((url) => /tfjs-backend-wasm-[^/]*\.wasm$/.test(url) && !url.includes('simd'))).toBe(true);
  expect(fetched.some((url) => url.includes('simd'))).toBe(false);
});
