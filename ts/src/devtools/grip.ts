import { el, mark } from "./dom.js";

const MIN = 120;
const STEP = 24;

/** The upper edge of a panel, by which it is made higher. */
export class Grip {
  readonly element: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #save: (height: number) => void;
  #height = 0;

  constructor(panel: HTMLElement, height: number, save: (height: number) => void) {
    this.#panel = panel;
    this.#save = save;
    this.element = el("div", {
      role: "separator",
      tabindex: "0",
      "aria-orientation": "horizontal",
      "aria-label": "Height of the panel",
      "aria-valuemin": String(MIN),
      class: "grip",
      onpointerdown: (event: PointerEvent) => this.#begin(event),
      onpointermove: (event: PointerEvent) => this.#drag(event),
      onpointerup: () => this.#save(this.#height),
      onkeydown: (event: KeyboardEvent) => this.#key(event),
    });
    this.#set(height);
  }

  #set(height: number): void {
    const most = Math.max(MIN, Math.round(innerHeight * 0.9));
    this.#height = Math.round(Math.min(Math.max(height, MIN), most));
    this.#panel.style.height = `${this.#height}px`;
    mark(this.element, "aria-valuenow", String(this.#height));
    mark(this.element, "aria-valuemax", String(most));
  }

  #begin(event: PointerEvent): void {
    this.element.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  #drag(event: PointerEvent): void {
    if (this.element.hasPointerCapture(event.pointerId)) this.#set(innerHeight - event.clientY);
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (step === undefined) return;
    this.#set(this.#height + step);
    this.#save(this.#height);
    event.preventDefault();
  }
}
