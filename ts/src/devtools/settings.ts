/** How a developer left the panel. */
export interface Settings {
  readonly open: boolean;
  readonly height: number;
}

const KEY = "aimdb-devtools";
const DEFAULTS: Settings = { open: false, height: 320 };

/** The settings of this origin. */
export function loadSettings(): Settings {
  try {
    const { open, height } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as { [name: string]: unknown };
    return {
      open: typeof open === "boolean" ? open : DEFAULTS.open,
      height: typeof height === "number" ? height : DEFAULTS.height,
    };
  } catch {
    // There are pages without storage, and storages with other things in them.
    return DEFAULTS;
  }
}

/** Keeps settings for the next time. */
export function saveSettings(changed: Partial<Settings>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadSettings(), ...changed }));
  } catch {
    // Then it opens as it did the first time.
  }
}
