//! The browser's side of the bridge.
