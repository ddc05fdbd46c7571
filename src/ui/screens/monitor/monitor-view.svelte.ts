import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { App } from '../../../app/app.svelte.ts';
import { copyOf, newMonitor, withMonitor } from './edit-monitors.ts';
import type { GroupId } from './groups.ts';

/** A monitor on its form. */
interface Editing {
  spec: MonitorSpec;
  /** The id that it has now; null for one that is to be added. */
  before: string | null;
}

/** What of the monitors is looked at, and what is done with them. */
export class MonitorView {
  open = $state<GroupId | 'all' | null>(null);
  selected = $state<string | null>(null);
  editing = $state.raw<Editing | null>(null);
  json = $state(false);

  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  get specs(): readonly MonitorSpec[] {
    return this.#app.alerts.report?.monitors.map(({ spec }) => spec) ?? [];
  }

  /** Shows the detail of a monitor, or puts it away when it is shown. */
  select(id: string): void {
    this.selected = this.selected === id && !this.editing ? null : id;
    this.editing = null;
  }

  close(): void {
    this.selected = null;
    this.editing = null;
  }

  edit(id: string): void {
    const spec = this.specs.find((other) => other.id === id);
    if (spec) this.editing = { spec, before: id };
  }

  add(): void {
    this.editing = { spec: newMonitor(this.specs), before: null };
  }

  duplicate(id: string): void {
    const spec = this.specs.find((other) => other.id === id);
    if (spec) this.editing = { spec: copyOf(spec, this.specs), before: null };
  }

  async save(spec: MonitorSpec, before: string | null): Promise<void> {
    await this.#exchange(withMonitor(this.specs, spec, before), before === null ? `Added the monitor “${spec.name}”` : `Changed the monitor “${spec.name}”`);
    this.editing = null;
    this.selected = spec.id;
  }

  async remove(id: string): Promise<void> {
    const spec = this.specs.find((other) => other.id === id);
    if (!spec) return;
    await this.#exchange(this.specs.filter((other) => other !== spec), `Removed the monitor “${spec.name}”`);
    this.close();
  }

  async take(specs: readonly MonitorSpec[]): Promise<void> {
    await this.#exchange(specs, `Took ${specs.length} monitors`);
    this.close();
  }

  async defaults(): Promise<void> {
    await this.#exchange(null, 'Back to the default monitors');
    this.close();
  }

  /** Exchanges the monitors, and offers to take that back. */
  async #exchange(specs: readonly MonitorSpec[] | null, text: string): Promise<void> {
    const { alerts, shell } = this.#app;
    const before = alerts.report?.customMonitors ? this.specs : null;
    try {
      await this.#app.run('monitor.set', specs);
      shell.offerUndo(text, () => this.#app.run('monitor.set', before));
    } catch (error) {
      shell.report(error, 'monitor');
    }
  }
}
