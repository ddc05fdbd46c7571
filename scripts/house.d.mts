export interface Room {
  path: string;
  rooms: string[];
  packages: string[];
  spawns?: boolean;
}
export const ROOMS: Record<string, Room>;
export const DOMAIN_ROOMS: Record<string, string[]>;
export const INSTEAD: Record<string, string>;
export function roomOf(file: string): string | null;
export function domainRoomOf(file: string): string | null;
export function packageAllowed(specifier: string, allowed: readonly string[]): boolean;
