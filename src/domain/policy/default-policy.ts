import { parsePolicy, type Policy } from './policy.ts';

/** What level 1 begins with: of the family in docs/policies.md the policy of the least mean regret over the nine stories that leaves a quiet line alone. */
export const DEFAULT_POLICY: Policy = parsePolicy({ name: 'Default', trigger: { any: [{ alert: 'errors_drifted' }, { accuracy: { below: 0.88, truths: 100 } }] } });
