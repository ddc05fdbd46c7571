export type * from './types/log.ts';
export type * from './types/models.ts';
export type * from './types/pictures.ts';
export type * from './types/removal.ts';
export type * from './types/settings.ts';
export type * from './types/storage.ts';
export type { JsonValue, LineChange, LoggedEvent } from '../domain/log/line-change.ts';
