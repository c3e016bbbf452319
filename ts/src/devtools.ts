/**
 * A panel that shows what a database does: for development, in any page.
 *
 * @module
 */

export { mountDevtools, type DevtoolsOptions } from "./devtools/mount.js";
