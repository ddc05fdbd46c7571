import type { Plugin } from 'vite';

export function runes(): Plugin;
export const CLIENT_CONDITIONS: string[];
