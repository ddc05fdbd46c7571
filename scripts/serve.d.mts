export interface Served {
  url: string;
  close(): Promise<void>;
}
export function serve(options: { root: string; port?: number; prefix?: string; tries?: number }): Promise<Served>;
export function fileOf(url: string, base: string, prefix: string): string | null;
