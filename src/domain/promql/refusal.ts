import { OrchardError } from '../errors.ts';

/** What a query that Prometheus would refuse is refused with. */
export const refusal = (detail: string) => new OrchardError('argument-invalid', `PromQL: ${detail}`);
