import { el, icon, iconButton, mark, put, text } from "./dom.js";
import { Footer } from "./footer.js";
import { count } from "./format.js";
import { Grip } from "./grip.js";
import { Loop } from "./loop.js";
import type { Model } from "./model.js";
import { Problems } from "./problems.js";
import { Records } from "./records.js";
import { download, report } from "./report.js";
import { saveSettings } from "./settings.js";
import { Tabs } from "./tabs.js";

/** Milliseconds for which a word is shown. */
const SAID_FOR = 4000;

/** How a panel begins. */
export interface PanelOptions {
  /** Whether it lies at the lower edge of the page and can be closed; or fills its container. */
  readonly docked: boolean;
  readonly open: boolean;
  readonly height: number;
  /** Its name, for those who cannot see it. */
  readonly label: string;
}

/** The panel: what is shown, and what can be done. */
export class Panel {
  readonly element: HTMLElement;
  readonly #model: Model;
  readonly #loop = new Loop(() => this.#tick());
  readonly #records = new Records();
  readonly #problems = new Problems();
  readonly #footer = new Footer();
  readonly #tabs = new Tabs({ Records: this.#records.element, Problems: this.#problems.element });
  readonly #filter = el("input", { type: "search", "aria-label": "Filter", placeholder: "Filter", oninput: () => this.#render() });
  readonly #pause = iconButton("pause", "Pause the view", () => this.#togglePause());
  readonly #body: HTMLElement;
  readonly #launcher: HTMLButtonElement;
  readonly #badge = text();
  readonly #said = text();
  #saidAt = 0;
  #badgeFrame: number | undefined;
  readonly #docked: boolean;
  #paused = false;

  constructor(model: Model, { docked, open, height, label }: PanelOptions) {
    this.#model = model;
    this.#docked = docked;
    this.#footer.element.append(el("span", { role: "status", class: "said" }, this.#said));
    mark(this.#pause, "aria-pressed", "false");
    const bar = el(
      "header",
      { class: "bar" },
      el("strong", {}, "AimDB"),
      this.#tabs.element,
      this.#filter,
      el(
        "div",
        { class: "actions" },
        this.#pause,
        iconButton("clear", "Clear histories and problems", () => this.#clear()),
        iconButton("copy", "Copy all as JSON", () => void this.#copy()),
        iconButton("download", "Download all as JSON", () => download(report(this.#model))),
        ...(docked ? [iconButton("close", "Close the panel", () => this.close())] : []),
      ),
    );
    this.#body = el(
      "div",
      { class: "panel", onkeydown: (event: KeyboardEvent) => this.#key(event) },
      bar,
      ...this.#tabs.panes,
      this.#footer.element,
    );
    if (docked) this.#body.prepend(new Grip(this.#body, height, (to) => saveSettings({ height: to })).element);
    const badge = el("span", { class: "badge" }, this.#badge);
    this.#launcher = el("button", { type: "button", class: "launcher", onclick: () => this.open() }, "AimDB", badge);
    this.element = el("section", { "aria-label": label }, this.#launcher, this.#body);
    this.#show(open || !docked);
    this.#showBadge();
  }

  /** Opens it, and goes there. */
  open(): void {
    saveSettings({ open: true });
    this.#show(true);
    this.#tabs.focus();
  }

  /** Closes it: nothing is sampled any more. */
  close(): void {
    saveSettings({ open: false });
    this.#show(false);
    this.#launcher.focus();
  }

  /** Something went wrong: seen at the next tick, and where it is closed, by its number. */
  noted(): void {
    // A flood of it costs a number a frame.
    this.#badgeFrame ??= requestAnimationFrame(() => this.#showBadge());
  }

  #showBadge(): void {
    this.#badgeFrame = undefined;
    const problems = this.#model.problemCount;
    put(this.#badge, problems === 0 ? "" : String(problems));
    const label = problems === 0 ? "Open the AimDB panel" : `Open the AimDB panel: ${count(problems, "problem")}`;
    mark(this.#launcher, "aria-label", label);
  }

  /** Ends it: no timer is left, no observer. */
  end(): void {
    this.#loop.stop();
    if (this.#badgeFrame !== undefined) cancelAnimationFrame(this.#badgeFrame);
    this.#records.end();
    this.element.remove();
  }

  #show(open: boolean): void {
    this.#body.hidden = !open;
    this.#launcher.hidden = open;
    if (!open) return this.#loop.stop();
    this.#model.interrupt();
    if (this.#paused) this.#togglePause();
    else this.#loop.start();
  }

  #tick(): void {
    this.#model.sample();
    this.#render();
    if (this.#said.data !== "" && performance.now() - this.#saidAt > SAID_FOR) put(this.#said, "");
    if (this.#model.closed) this.#loop.stop();
  }

  #render(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const passes = (found: string): boolean => {
      const lower = found.toLowerCase();
      return words.every((word) => lower.includes(word));
    };
    const model = this.#model;
    this.#tabs.count("Records", model.records.length);
    this.#tabs.count("Problems", model.problemCount);
    this.#records.update(model, passes);
    this.#problems.update(model, passes);
    this.#footer.update(model);
    mark(this.#body, "data-closed", String(model.closed));
  }

  #togglePause(): void {
    this.#paused = !this.#paused;
    mark(this.#pause, "aria-pressed", String(this.#paused));
    this.#pause.replaceChildren(icon(this.#paused ? "resume" : "pause"));
    if (this.#paused) {
      this.#loop.stop();
    } else {
      this.#model.interrupt();
      this.#loop.start();
    }
  }

  #clear(): void {
    this.#model.clear();
    this.#render();
    this.#showBadge();
    this.#say("cleared");
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(report(this.#model));
      this.#say("copied");
    } catch {
      this.#say("the browser does not let this page copy: download it instead");
    }
  }

  /** Shows a word for a moment; screen readers say it. */
  #say(what: string): void {
    put(this.#said, what);
    this.#saidAt = performance.now();
  }

  #key(event: KeyboardEvent): void {
    // The page does not see that it is an input one types into: its shortcuts are not meant.
    if (event.target === this.#filter) event.stopPropagation();
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (this.#filter.value !== "" && event.target === this.#filter) {
      this.#filter.value = "";
      this.#render();
    } else if (this.#docked) {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
