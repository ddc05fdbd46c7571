import { codeOf } from '../domain/common/errors.ts';
import { keysByLevel, lineKeys, type LevelKeys, type LineHistory, type LineKeys } from '../domain/delivery/line-keys.ts';
import { policyTrial, type PolicyTrial } from '../domain/delivery/policy-trial.ts';
import type { Decision, Renewal, RenewalAnswer } from '../domain/policy/controller.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { readPolicyRecord, renewalKey, toldDecisions, type Level } from '../domain/policy/policy-record.ts';
import type { JsonValue } from '../storage/index.ts';
import type { PolicyInShort } from '../../workers/protocol/monitor.ts';
import type { Alerts } from './alerts.svelte.ts';
import { checkedPolicy, firstRoute, policyStrategy } from './policy-rollout.ts';
import { renew, type RenewalGround } from './renewal.svelte.ts';
import { Replay } from './replay.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** Between two attempts to carry out what was asked for, ms. */
const AGAIN_MS = 1000;
/** What ends an attempt without anybody having to hear of it. */
const CALLED_OFF: ReadonlySet<string> = new Set(['worker-died', 'superseded', 'cancelled', 'worker-lost', 'nothing-deployed']);

/** An incident by its events; `to` is null while it goes on. */
export interface LineIncident {
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly from: number;
  readonly to: number | null;
  /** How many alerts it is made of. */
  readonly alerts: number;
}

/** The loop that goes round by itself: at level 1 a policy asks for renewals in the monitor, and they are carried out here. */
export class Loop {
  /** The renewal that is being carried out; null while none is. */
  busy = $state.raw<Renewal | null>(null);
  readonly #services: Services;
  readonly #shell: Shell;
  readonly #alerts: Alerts;
  readonly #on: RenewalGround;
  #record = $derived.by(() => readPolicyRecord(this.#on.registry.policies.list));
  readonly #last = $derived(this.#record.changes.at(-1) ?? null);
  /** How much of the loop goes round by itself. */
  level: Level = $derived(this.#last?.level ?? 0);
  /** The policy that the line runs under, or would at level 1. */
  policy: Policy = $derived(this.#last?.policy ?? DEFAULT_POLICY);
  /** The line's own decisions, oldest first; without an answer where it is not known yet. */
  decisions: readonly Decision[] = $derived(toldDecisions(this.#record));
  #told: PolicyInShort | null = null;
  #cancel: AbortController | null = null;
  /** The renewal that was settled last. */
  #settled: string | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;

  constructor(services: Services, on: Omit<RenewalGround, 'services' | 'replay'> & { readonly shell: Shell; readonly alerts: Alerts }) {
    this.#services = services;
    this.#shell = on.shell;
    this.#alerts = on.alerts;
    this.#on = { ...pick(on), services, replay: new Replay(services, on) };
  }

  /** Sets how much goes round by itself. The same policy goes on where it stood; at 0 what is pending is dropped. */
  async setLevel(level: Level): Promise<void> {
    if (level !== this.level) await this.#set(level, this.policy);
  }

  /** Exchanges the policy: at level 1 the line runs under it from the next fruit on, and counts anew. Throws `policy-invalid`, and `strategy-invalid` for a rollout that means nothing. */
  async setPolicy(input: unknown): Promise<void> {
    const policy = await checkedPolicy(input);
    if (JSON.stringify(policy) !== JSON.stringify(this.policy) || !this.#last) await this.#set(this.level, policy);
  }

  /** Level 1 under a policy; Undo in the dock goes back to what was. */
  async runUnder(input: unknown): Promise<void> {
    const policy = await checkedPolicy(input);
    const { level, policy: before } = this;
    await this.#set(1, policy);
    this.#shell.offerUndo(`The line runs under “${policy.name}”`, () => this.#set(level, before));
  }

  /** What became of the trial that a renewal began; null where it began none. */
  trialOf(renewal: Pick<Renewal, 'id' | 'at'>): PolicyTrial | null {
    return policyTrial(this.#on.registry.deployments, renewalKey(renewal));
  }

  /** Incidents of the line, oldest first. */
  async incidents(): Promise<LineIncident[]> {
    await this.#alerts.refresh();
    return this.#incidents();
  }

  /** The four keys of a stretch of the line, and of each level that was tried in it. */
  async keys(stretch: { from: number; to: number }): Promise<LineKeys & { levels: readonly LevelKeys<Level>[] }> {
    await this.#alerts.refresh();
    return { ...this.keysOf(stretch), levels: this.levelKeysOf(stretch) };
  }

  /** The four keys of a stretch, by the incidents that are known now. */
  keysOf(stretch: { from: number; to: number }): LineKeys {
    return lineKeys(this.#history(), stretch);
  }

  /** The same of each level that was tried in it, the lowest first. */
  levelKeysOf(stretch: { from: number; to: number }): readonly LevelKeys<Level>[] {
    return keysByLevel<Level>(this.#history(), this.#record.changes, 0, stretch);
  }

  #history(): LineHistory {
    return { deployments: this.#on.registry.deployments, frozenAt: new Map(this.decisions.map((each) => [renewalKey(each), each.at])), incidents: this.#incidents() };
  }

  #incidents(): LineIncident[] {
    return this.#alerts.incidents.filter(({ state }) => state !== 'pending').map(({ id, title, subject, startedAt, endedAt, parts }) => (
      { id, title, subject, from: Math.max(0, this.#alerts.eventOf(startedAt)), to: endedAt === null ? null : this.#alerts.eventOf(endedAt), alerts: parts.length }));
  }

  /** Hears what a snapshot of the line says of it, and carries out what was asked for. */
  receive(told: PolicyInShort | null): void {
    this.#told = told;
    const { asked = null } = told ?? {};
    if (this.busy && (!asked || renewalKey(asked) !== renewalKey(this.busy))) this.#cancel?.abort();
    if (!asked || this.busy || this.#again !== null || !this.#shell.leading || this.#settled === this.#nameOf(asked)) return;
    void this.#carryOut(asked);
  }

  async #set(level: Level, policy: Policy): Promise<void> {
    const { registry } = this.#on;
    await registry.atNext((index) => registry.policies.tell({ index, type: 'policy', data: { level, policy } as unknown as JsonValue }));
  }

  /** At least once, and counted once: version, deployment and event log carry the renewal's name. */
  async #carryOut(renewal: Renewal): Promise<void> {
    const { registry, training } = this.#on;
    const cancel = (this.#cancel = new AbortController());
    const key = renewalKey(renewal);
    const name = this.#nameOf(renewal);
    this.busy = renewal;
    const isStill = (): boolean => !cancel.signal.aborted && this.level === 1 && this.#nameOf(renewal) === name && this.#asks(key);
    try {
      const known = this.#record.decisions.find((each) => renewalKey(each) === key);
      if (known?.answer) await registry.retell();
      else {
        if (!known) await registry.policies.tell({ index: renewal.at, type: 'asked', data: { renewal } as unknown as JsonValue });
        await training.idle();
        if (!isStill()) return;
        const answer = await this.#settle(renewal, await renew(this.#on, this.policy, renewal, key, cancel.signal), isStill);
        if (answer) this.#announce(renewal, answer);
      }
      this.#settled = name;
    } catch (error) {
      // After a death the line is brought back first; what was called off is of a line that is no more.
      if (!CALLED_OFF.has(codeOf(error))) this.#shell.report(error, 'app');
      this.#again = setTimeout(() => {
        this.#again = null;
        void this.#look();
      }, AGAIN_MS);
    } finally {
      this.busy = null;
    }
  }

  /**
   * Settles a renewal, if the line still waits for it, and answers how; null where it does not. A version takes over from the event at which it takes effect: the deployment is stored with what the policy is to hear, and
   * only when serving is ready for it may the line go past that event. Where somebody has deployed meanwhile, or tries a version, the live one is kept. Done once however often it is asked for.
   */
  #settle(renewal: Renewal, answer: RenewalAnswer, isStill: () => boolean): Promise<RenewalAnswer | null> {
    const { registry } = this.#on;
    const key = renewalKey(renewal);
    return registry.turn(async () => {
      if (!isStill()) return null;
      const newest = registry.deployments.at(-1);
      const code = registry.trial !== null ? 'rollout-running' : newest && newest.fromIndex > renewal.at && newest.renewal !== key ? 'superseded' : null;
      if (answer.version === null || code !== null) {
        const kept: RenewalAnswer = code === null ? answer : { ...answer, how: 'kept', version: null, code };
        await registry.policies.tell({ index: renewal.effectiveAt, type: 'kept', data: { renewal, answer: kept } as unknown as JsonValue });
        return kept;
      }
      const { live } = registry;
      const at = { fromIndex: renewal.effectiveAt, replaced: live?.number ?? null, renewal: key };
      const strategy = answer.how === 'trained' && live && this.policy.rollout ? await policyStrategy(this.policy.rollout, live.number, answer.version) : null;
      const settled: RenewalAnswer = strategy ? { ...answer, how: 'tried' } : answer;
      await registry.decide(strategy
        ? { ...at, version: live!.number, challenger: answer.version, route: firstRoute(strategy), reason: 'rollout', rollout: { act: 'start', strategy } }
        : { ...at, version: answer.version, challenger: null, route: { kind: 'replace' }, reason: answer.how === 'swapped' ? 'swapped' : 'trained' },
      { renewal, answer: settled } as unknown as { [name: string]: JsonValue });
      await registry.policies.read();
      await registry.policies.pass();
      return settled;
    });
  }

  /** The line, as far as is known, waits for a renewal. */
  #asks(key: string): boolean {
    const { asked = null } = this.#told ?? {};
    return asked !== null && renewalKey(asked) === key;
  }

  /** A renewal of one way of the line. */
  #nameOf(renewal: Renewal): string {
    return `${this.#on.line.generation}/${renewalKey(renewal)}`;
  }

  /** What is still asked for is carried out again: the line may stand before it, and say nothing more. */
  async #look(): Promise<void> {
    if (!this.#told?.asked || !this.#services.monitor.alive) return;
    try {
      const { generation, policy } = await this.#services.monitor.call('snapshot', undefined);
      if (generation === this.#on.line.generation) this.receive(policy);
    } catch (error) {
      if (codeOf(error) !== 'worker-died') throw error;
    }
  }

  #announce({ at }: Renewal, { how, version }: RenewalAnswer): void {
    this.#shell.announce(how === 'kept' ? `The policy kept the version that is live, asked at fruit ${at}` : `The policy ${how === 'swapped' ? 'brought back' : how === 'tried' ? 'is trying' : 'trained'} v${version}`);
  }
}

function pick({ compute, data, registry, training, line, pictures }: Omit<RenewalGround, 'services' | 'replay'>): Omit<RenewalGround, 'services' | 'replay'> {
  return { compute, data, registry, training, line, pictures };
}
