/// <reference lib="esnext.disposable" preserve="true" />

/** `Symbol.dispose`, where the engine has it; a symbol that `using` never asks for elsewhere. */
export const dispose: typeof Symbol.dispose =
  Symbol.dispose ?? /*@__PURE__*/ Symbol.for("Symbol.dispose");
