/**
 * Every way in which Orchard can fail on purpose. The set is closed: user texts are made from these codes in one place
 * (`src/ui/errors.ts`), the automation surface rejects with them, workers send them across.
 */
export const ERROR_CODES = [
  // input files and pictures
  'picture-empty', 'picture-not-an-image', 'picture-unsupported', 'picture-too-large', 'picture-too-small', 'picture-undecodable',
  'too-many-files', 'file-too-large', 'file-checksum', 'file-truncated', 'file-schema', 'file-version', 'zip-hostile',
  // labels and data
  'label-empty', 'label-too-long', 'label-duplicate', 'label-unknown', 'label-too-many', 'label-last', 'data-too-few', 'data-one-class', 'data-unknown-version',
  // scenario and URL
  'scenario-invalid', 'scenario-preset-unknown', 'url-invalid', 'index-out-of-range', 'argument-invalid', 'nothing-to-undo',
  // detector bench
  'bench-plan-invalid', 'bench-too-large', 'bench-busy',
  // training and compute
  'recipe-invalid', 'backend-unavailable', 'backend-cannot-train', 'backbone-missing', 'device-lost', 'out-of-memory', 'training-diverged', 'cancelled',
  // registry
  'model-unknown', 'model-live', 'model-incompatible', 'nothing-deployed', 'alias-unknown',
  // camera
  'camera-denied', 'camera-busy', 'camera-none', 'camera-insecure', 'camera-lost',
  // storage
  'storage-unavailable', 'storage-full', 'storage-corrupt', 'storage-blocked', 'storage-newer', 'not-leading',
  // workers
  'worker-died', 'worker-protocol', 'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error with a code of the closed set. `detail` is for developers and never shown as is. */
export class OrchardError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'OrchardError';
    this.code = code;
  }
}

/** The code of any thrown value: its own when it carries one of ours, `cancelled` for an AbortError, else `internal`. */
export function codeOf(error: unknown): ErrorCode {
  if (typeof error === 'object' && error !== null) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    if (typeof code === 'string' && (ERROR_CODES as readonly string[]).includes(code)) return code as ErrorCode;
    if (name === 'AbortError') return 'cancelled';
    if (name === 'QuotaExceededError') return 'storage-full';
  }
  return 'internal';
}
