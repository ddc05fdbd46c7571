import { parsePolicy, type Policy } from './policy.ts';

/** What level 1 begins with: of the family in docs/policies.md the policy of the least mean regret over the nine stories that leaves a quiet line alone. */
export const DEFAULT_POLICY: Policy = parsePolicy({ name: 'Default', trigger: { alert: 'errors_drifted' }, data: { newest: 240, reserve: 120 }, pool: 3 });
