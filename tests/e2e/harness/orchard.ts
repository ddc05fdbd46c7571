import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

/** A file as it crosses into the page, where it becomes a Blob. */
export interface Sent {
  $blob: string;
  type: string;
}

/** A Blob that came out of the page. */
export interface Received {
  type: string;
  bytes: Buffer;
}

/** A call of `window.orchard` was refused, with a code of the closed set. */
export class Refused extends Error {
  constructor(readonly code: string, message: string) {
    super(`${code}: ${message}`);
  }
}

/** Bytes for a parameter of type Blob. */
export function blob(bytes: Buffer | string, type = ''): Sent {
  return { $blob: Buffer.from(bytes).toString('base64'), type };
}

/** A file of this machine for a parameter of type Blob. */
export const fileBlob = (path: string): Sent => blob(readFileSync(path), /\.png$/i.test(path) ? 'image/png' : 'image/jpeg');

/**
 * `window.orchard` from a test: `await orchard(page).call('data.pick', { count: 20, seed: 1 })`. Blobs go in by `blob()` and
 * come out as `{ type, bytes }`, typed arrays come out as arrays of numbers, and a rejection is thrown as `Refused`.
 */
export function orchard(page: Page): { ready(): Promise<void>; call<T = unknown>(method: string, ...args: unknown[]): Promise<T> } {
  return {
    async ready() {
      await page.waitForFunction(() => 'orchard' in window);
      await page.evaluate(() => (window as unknown as { orchard: { ready: Promise<void> } }).orchard.ready);
    },
    async call<T>(method: string, ...args: unknown[]): Promise<T> {
      const answer = await page.evaluate(callInPage, { method, args });
      if ('refused' in answer) throw new Refused(answer.refused.code, answer.refused.message);
      return received(answer.value) as T;
    },
  };
}

type Answer = { value: unknown } | { refused: { code: string; message: string } };

/** Runs in the page, so it must stand alone. */
async function callInPage({ method, args }: { method: string; args: unknown[] }): Promise<Answer> {
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if ('$blob' in value) {
      const { $blob, type } = value as { $blob: string; type: string };
      return new Blob([Uint8Array.from(atob($blob), (c) => c.charCodeAt(0))], { type });
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
  };
  const pack = async (value: unknown): Promise<unknown> => {
    if (value instanceof Blob) {
      const bytes = new Uint8Array(await value.arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 32_768) text += String.fromCharCode(...bytes.subarray(i, i + 32_768));
      return { $blob: btoa(text), type: value.type };
    }
    if (value instanceof ImageData) return { width: value.width, height: value.height, data: [...value.data] };
    if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
    if (Array.isArray(value)) return Promise.all(value.map(pack));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await pack(inner)] as const)));
  };
  const path = method.split('.');
  const name = path.pop()!;
  let holder = (window as unknown as { orchard: Record<string, unknown> }).orchard;
  for (const part of path) holder = holder[part] as Record<string, unknown>;
  try {
    const call = holder[name] as (...inputs: unknown[]) => unknown;
    return { value: await pack(await call.apply(holder, args.map(unpack))) };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { refused: { code: code ?? 'none', message: message ?? String(error) } };
  }
}

function received(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(received);
  if (typeof value !== 'object' || value === null) return value;
  if ('$blob' in value) {
    const { $blob, type } = value as Sent;
    return { type, bytes: Buffer.from($blob, 'base64') } satisfies Received;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, received(inner)]));
}
